import { Hono } from 'hono';
import { plainSettings } from '../cli/enrich/plain-settings.ts';
import type { Destination } from '../destination/destination.ts';
import { createOnDemandApp } from '../on-demand/app.ts';
import { type EnricherSettings, createEnricher } from '../enrich/create-enricher.ts';
import type { BatchResult, PipelineDependencies } from '../enrich/pipeline.ts';
import { planReturns } from '../enrich/return-waits.ts';
import { createReceiveApp } from '../receive/app.ts';
import type { SecretReader } from '../secret/secret-reader.ts';
import { latestOcsfVersion } from '../record/ocsf/ocsf-version.ts';
import { createMemoryLine } from '../ledger/memory-line.ts';
import { type ComposeStageOptions, composeLookUpStage } from '../enrich/look-up/compose-look-up-stage.ts';
import { toLinePlan } from '../enrich/look-up/line-plan.ts';
import type { LookUpStage } from '../enrich/look-up/look-up-stage.ts';
import { createLookUpModes } from '../enrich/look-up-modes.ts';
import { createMemoryLedger, type OpenedLedger } from '../enrich/memory-ledger.ts';
import { createReadingLedger } from '../enrich/reading-ledger.ts';
import { plans, toWorkers } from '../session/budget-plan.ts';
import type { LookUpEvent } from '../session/look-up-event.ts';
import { systemClock } from '../session/clock.ts';
import { createSessionClient } from '../session/session-client.ts';
import { type Auth0Simulator, type Auth0SimulatorOptions, createAuth0Simulator } from './auth0-simulator.ts';
import { allScopesClient, withCredentials } from './auth0/credentials.ts';
import { listen } from './listen.ts';
import { type BodyFormat, type LogStreamSender, createLogStreamSender } from './log-stream-sender.ts';
import { loopbackOnly } from './loopback-only.ts';
import { type MemoryQueue, type MemoryQueueOptions, createMemoryQueue } from './memory-queue.ts';
import { startQueuePoller } from './queue-poller.ts';
import { createTokenExchange } from './token-exchange.ts';

export interface LocalSystemOptions {
  /** Port of webhook and page; 0 takes a free one. @default 0 */
  readonly port?: number;
  /** Port of the simulated Auth0. @default a free one */
  readonly auth0Port?: number;
  readonly destinations: readonly Destination[];
  /** @default records of the latest OCSF, no privacy rules, no thresholds */
  readonly settings?: Partial<EnricherSettings>;
  readonly simulator?: Omit<Auth0SimulatorOptions, 'clients'>;
  readonly queue?: MemoryQueueOptions;
  /** @default 2000: short, so that one sees what a session has become */
  readonly cacheTtlMs?: number;
  /** How long an event waits for its session. @default 10_000 */
  readonly lookUpWaitMs?: number;
  /** @default exchanged at the simulator's `/oauth/token` */
  readonly token?: SecretReader;
  /** Messages in one batch. @default 100 */
  readonly batchSize?: number;
  /** Further routes on the webhook's port, for example a page. */
  readonly routes?: (system: RoutedSystem) => Hono;
  readonly onBatch?: (result: BatchResult) => void;
  readonly onEmitted?: PipelineDependencies['onEmitted'];
  readonly onLookUp?: (event: LookUpEvent) => void;
  /** Told of errors that are answered or retried. */
  readonly reportFault: (error: unknown) => void;
}

/** What further routes may use of the system they belong to. */
export interface RoutedSystem extends Pick<LocalSystem, 'simulator' | 'queue' | 'createSender'> {
  /** Look-ups for events that are made up: by the same line, and nobody learns from them. */
  readonly openTrialStage: () => LookUpStage;
}

export interface LocalSystem {
  /** Of webhook and page, without a slash at the end. */
  readonly url: string;
  readonly webhookUrl: string;
  /** What the webhook wants to see in the Authorization header. */
  readonly authorization: string;
  readonly auth0Url: string;
  readonly simulator: Auth0Simulator;
  readonly queue: MemoryQueue;
  createSender(format?: BodyFormat, batchSize?: number): LogStreamSender;
  /** Stops taking events, ends the batches under way, and frees the ports. */
  close(): Promise<void>;
}

const client = {
  clientId: 'session-enricher-local',
  clientSecret: 'local-client-secret',
  scopes: ['read:sessions'],
};
const authorization = 'local-webhook-secret';
const domain = 'example-tenant.eu.auth0.com';

const localSettings: EnricherSettings = {
  ...plainSettings,
  format: 'ocsf',
  ocsfVersion: latestOcsfVersion,
};

/**
 * The whole way of an event on 127.0.0.1: simulated Auth0 → webhook → queue in this process → enricher → destinations.
 *
 * The rooms are those of the Lambdas; only the queue, the source of secrets and the destinations differ. Rejects with
 * PortBusyError when the port is taken.
 */
export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const {
    port = 0,
    auth0Port = 0,
    destinations,
    settings,
    cacheTtlMs = 2_000,
    lookUpWaitMs = 10_000,
    batchSize = 100,
    onBatch,
    onLookUp,
    onEmitted,
  } = options;
  const { reportFault } = options;
  const simulator = createAuth0Simulator({
    domain,
    ...options.simulator,
    clients: [client, allScopesClient],
  });
  const { visibilityTimeoutMs = 5_000 } = options.queue ?? {};
  const queue = createMemoryQueue({ ...options.queue, visibilityTimeoutMs });
  const auth0Server = await listen(withCredentials(simulator), auth0Port);

  // All workers are in this process, and so are the ledger and the line.
  const { workers } = toWorkers(plans.enterprise);
  const { perWorker: budget } = toWorkers(plans.enterprise, undefined, 1);
  const { now } = systemClock;
  const line = createMemoryLine({ plan: toLinePlan(budget, lookUpWaitMs), now });
  const memory = createMemoryLedger({ now });
  const allSettings = { ...localSettings, ...settings };
  const stageOptions: Omit<ComposeStageOptions, keyof OpenedLedger> = {
    line,
    request: createSessionClient({ baseUrl: auth0Server.url }),
    token: options.token ?? createTokenExchange({ baseUrl: auth0Server.url, ...client }),
    reserve: budget.reserve,
    modeOf: createLookUpModes(allSettings.lookUps),
    cacheTtlMs,
    // Nobody pays for an invocation that waits.
    patience: { classOneMs: lookUpWaitMs, inlineMs: lookUpWaitMs, callMs: lookUpWaitMs },
    onEvent: onLookUp,
    reportFault,
  };
  const enricher = createEnricher(allSettings, {
    lookUps: composeLookUpStage({ ...stageOptions, ...memory }),
    destinations,
    reportFault,
    ...(onEmitted && { onEmitted }),
  });
  function openTrialStage(): LookUpStage {
    const own = createMemoryLedger({ now });
    const ledger = createReadingLedger(memory.ledger, own.ledger);
    return composeLookUpStage({ ...stageOptions, ...memory, ledger });
  }
  const asked = createEnricher(allSettings, { lookUps: openTrialStage(), destinations, reportFault });

  const app = new Hono();
  app.use(loopbackOnly);
  app.route('/', createReceiveApp({ loadAuthorizations: async () => [authorization], queue, reportFault }));
  const routes = options.routes?.({ simulator, queue, createSender, openTrialStage });
  if (routes) app.route('/', routes);
  app.route('/', createOnDemandApp({ ...asked, isAuthorized: () => true, now, reportFault }));
  const server = await listen(app, port).catch(async (error: unknown) => {
    await auth0Server.close();
    throw error;
  });
  const webhookUrl = `${server.url}/log-events`;

  const poller = startQueuePoller({
    queue,
    workers,
    batchSize,
    reportFault,
    async process(messages, limits) {
      const result = await enricher.pipeline.process(messages, limits);
      onBatch?.(result);
      const { failedMessageIds } = result;
      const returns = planReturns(messages, result, Math.random)
        .map(({ message: { messageId }, seconds }) => ({ messageId, afterMs: 1_000 * seconds }))
        // The timeout of this queue is short already.
        .filter(({ afterMs }) => afterMs < visibilityTimeoutMs);
      return { failedMessageIds, returns };
    },
  });
  const senders: LogStreamSender[] = [];

  function createSender(format: BodyFormat = 'JSONLINES', elementsPerPost = 100): LogStreamSender {
    const sender = createLogStreamSender({
      url: webhookUrl,
      authorization,
      format,
      batchSize: elementsPerPost,
    });
    senders.push(sender);
    return sender;
  }

  return {
    url: server.url,
    webhookUrl,
    authorization,
    auth0Url: auth0Server.url,
    simulator,
    queue,
    createSender,
    async close() {
      for (const sender of senders) sender.stop();
      await server.close();
      await poller.stop();
      await auth0Server.close();
    },
  };
}
