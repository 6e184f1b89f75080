import { toBoundedRequests } from '../../functions/aws/bounded-requests.ts';
import {
  createEventBridgeClient,
  createEventBridgeDestination,
} from '../../functions/destination/eventbridge-destination.ts';
import {
  createFirehoseClient,
  createFirehoseDestination,
} from '../../functions/destination/firehose-destination.ts';
import { createHttpsDestination } from '../../functions/destination/https-destination.ts';
import type { Destination } from '../../functions/destination/destination.ts';
import { createEnricher } from '../../functions/enrich/create-enricher.ts';
import { createRedelivery } from '../../functions/enrich/redelivery.ts';
import { createSqsRetryQueue, type RetryQueue } from '../../functions/enrich/retry-queue.ts';
import {
  createDeduplicationClient,
  createDynamoDbDeduplication,
} from '../../functions/enrich/dynamodb-deduplication.ts';
import { createAuth0Simulator } from '../../functions/local/auth0-simulator.ts';
import { listen } from '../../functions/local/listen.ts';
import { createReceiveApp } from '../../functions/receive/app.ts';
import { restoreSetAside, type SetAsideMessage } from '../../functions/queue/set-aside.ts';
import { openSqs } from '../../functions/queue/sqs-client.ts';
import { createSqsEventQueue } from '../../functions/queue/sqs-event-queue.ts';
import type { RecordFormat } from '../../functions/record/record-format.ts';
import { createSecretsClient } from '../../functions/secret/secrets-client.ts';
import { createSecretsManagerReader } from '../../functions/secret/secrets-manager-reader.ts';
import { createWebhookAuthorizations } from '../../functions/secret/webhook-authorizations.ts';
import { composeLookUpStage } from '../../functions/enrich/look-up/compose-look-up-stage.ts';
import { parsePlaceAttributes } from '../../functions/enrich/look-up/later-look-up.ts';
import { createSqsLookUpQueue } from '../../functions/enrich/look-up/sqs-look-up-queue.ts';
import { toLinePlan } from '../../functions/enrich/look-up/line-plan.ts';
import type { LookUpStage } from '../../functions/enrich/look-up/look-up-stage.ts';
import { createLookUpModes } from '../../functions/enrich/look-up-modes.ts';
import { openTableLedger } from '../../functions/enrich/table-ledger.ts';
import { createDynamoDbTable, createLedgerClient } from '../../functions/ledger/dynamodb-table.ts';
import { createTableLine } from '../../functions/ledger/table-line.ts';
import { createCircuitBreaker } from '../../functions/session/circuit-breaker.ts';
import { systemClock } from '../../functions/session/clock.ts';
import { createHttpGet } from '../../functions/session/http-get.ts';
import { createSessionClient } from '../../functions/session/session-client.ts';
import { startAwsStandIn } from '../support/aws/aws-stand-in.ts';
import { addressRules } from './canaries.ts';
import { type SourceFaults, startEventSource, toEventWorker, type Worker } from './event-source.ts';
import { startHttpsSink } from './https-sink.ts';
import type { Delivered } from './ledger.ts';
import type { Chance } from './random.ts';
import { startStrangers } from './strangers.ts';
import { markerPattern, toSessions } from './traffic.ts';

/** An event waits so long for its session, and for the answer to the last question. */
export const maxDelayMs = 4_000;
export const sessionCount = 150;
const ampleBudget = { ratePerSecond: 800, burst: 600 };
const shortBudget = { ratePerSecond: 10, burst: 4 };
/** Of an invocation: what one has marked as in progress and left behind waits no longer. */
const invocationMs = 10_000;
/** The application that rotation gets its tokens for. */
export const application = {
  clientId: 'session-enricher',
  clientSecret: 'client-secret-1',
  scopes: ['read:sessions'],
};

/** Everything as in production and over the wire, with all waits shortened. Faults are put in from outside. */
export async function startChaosSystem(options: {
  readonly chance: Chance;
  readonly format: RecordFormat;
  /** Ten records a call make this destination the most laborious of all. */
  readonly hasEventBridge: boolean;
  /** @default false */
  readonly hasDeduplication?: boolean;
  /** @default true: without, a message comes back until every destination has its record */
  readonly hasRetryQueues?: boolean;
  /** So little that look-ups which are worth it wait in their queue. @default false */
  readonly isBudgetShort?: boolean;
  /** A call that has no answer by then is tried again, and what it was for may be there twice. @default 1_500 */
  readonly attemptMs?: number;
}) {
  const { chance, format, hasEventBridge, hasDeduplication = false, hasRetryQueues = true } = options;
  const { isBudgetShort = false, attemptMs = 1_500 } = options;
  const aws = await startAwsStandIn({ recordCalls: false });
  const auth0 = createAuth0Simulator({
    rateLimit: { burst: 1_000, ratePerSecond: 1_000 },
    sessions: toSessions(sessionCount),
    clients: [application],
  });
  const auth0Server = await listen(auth0.app);
  const sink = await startHttpsSink();
  const strangers = await startStrangers();

  let authorization = 'webhook-secret-1';
  aws.secrets.create('webhook', authorization);
  aws.secrets.create('hec', 'hec-token-1');
  aws.secrets.create('token', auth0.issueToken());
  aws.streams.create('records');
  aws.buses.create('records');
  aws.tables.create('ledger');
  aws.tables.create('session-ledger', 'pk');
  aws.secrets.create('ledger-key', 'a key for the session ledger');
  const deadLetterQueueUrl = aws.queues.create('dead-letters');
  // Longer than a delivery and a hand-over may take together, as six times the function's timeout is.
  const queueUrl = aws.queues.create('events', {
    VisibilityTimeout: '15',
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: aws.queues.arn('dead-letters'),
      maxReceiveCount: 5,
    }),
  });

  const lookUpsUrl = aws.queues.create('look-ups', {
    VisibilityTimeout: '15',
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: aws.queues.arn('dead-letters'),
      maxReceiveCount: 5,
    }),
  });

  const clientConfig = {
    ...aws.clientOptions,
    maxAttempts: 2,
    limits: { timeoutMs: attemptMs, connectionTimeoutMs: attemptMs, maxSockets: 50 },
  };
  const secrets = createSecretsClient(clientConfig);
  const sqs = openSqs(clientConfig);
  let clockLeadMs = 0;
  const secretTiming = { ttlMs: 200, retryIntervalMs: 60, now: () => Date.now() + clockLeadMs };

  const receive = await listen(
    createReceiveApp({
      loadAuthorizations: createWebhookAuthorizations({
        client: secrets,
        secretId: 'webhook',
        freshIntervalMs: 50,
        ...secretTiming,
      }),
      queue: createSqsEventQueue({ client: sqs, queueUrl, deadLetterQueueUrl, timeLimitMs: 10_000 }),
      reportFault: () => undefined,
    }),
  );

  const faults: SourceFaults = {
    duplicateShare: 0,
    shuffleShare: 0,
    crashShare: 0,
    invocationTimeoutMs: 20_000,
  };
  let auth0Target = auth0Server.url;
  const get = createHttpGet();
  const statuses = new Map<string, number>();
  let failedTokenReads = 0;
  let longestWaitMs = 0;
  let failedMarks = 0;
  let ledgerFailures = 0;
  let putOff = 0;

  const destinationNames = ['firehose', ...(hasEventBridge ? ['eventbridge'] : []), 'https'];
  const retryQueues = new Map<string, RetryQueue & { readonly queueUrl: string }>();
  for (const name of hasRetryQueues ? destinationNames : []) {
    aws.queues.create(`dead-${name}`);
    const retryUrl = aws.queues.create(`retry-${name}`, {
      VisibilityTimeout: '10',
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: aws.queues.arn(`dead-${name}`),
        maxReceiveCount: 4,
      }),
    });
    const queue = createSqsRetryQueue({ client: sqs, queueUrl: retryUrl });
    retryQueues.set(name, { ...queue, queueUrl: retryUrl });
  }

  function createDestinations(timing: {
    readonly timeLimitMs: number;
    readonly maxAttempts: number;
  }): Destination[] {
    return [
      createFirehoseDestination({
        streamName: 'records',
        client: createFirehoseClient(clientConfig),
        ...timing,
      }),
      ...(hasEventBridge
        ? [
            createEventBridgeDestination({
              busName: 'records',
              client: createEventBridgeClient(clientConfig),
              ...timing,
            }),
          ]
        : []),
      createHttpsDestination({
        url: sink.url,
        kind: 'hec',
        secret: createSecretsManagerReader({ client: secrets, secretId: 'hec', ...secretTiming }),
        timeoutMs: attemptMs,
        ...timing,
      }),
    ];
  }

  /** A worker of its own: cache, budget, token and memory of deliveries are those of one process. */
  function createWorker() {
    const token = createSecretsManagerReader({
      client: secrets,
      secretId: 'token',
      onFailure: () => {
        failedTokenReads += 1;
      },
      ...secretTiming,
    });
    const { now } = systemClock;
    const table = createDynamoDbTable({
      tableName: 'session-ledger',
      client: createLedgerClient(aws.clientOptions),
      breaker: createCircuitBreaker({ clock: systemClock, random: () => chance.next() }),
      now,
      onFailure: () => {
        ledgerFailures += 1;
      },
    });
    const lookUps = composeLookUpStage({
      ...openTableLedger({
        table,
        secrets,
        keySecretId: 'ledger-key',
        days: 1,
        privacy: addressRules,
        now,
        onFull: () => undefined,
        onFailure: () => undefined,
      }),
      line: createTableLine({
        table,
        plan: toLinePlan(isBudgetShort ? shortBudget : ampleBudget, maxDelayMs),
        mostWorkers: 2,
        now,
      }),
      request: createSessionClient({
        baseUrl: auth0Server.url,
        get: (url, ...rest) => get(url.replace(auth0Server.url, auth0Target), ...rest),
      }),
      token,
      reserve: 20,
      modeOf: createLookUpModes({}),
      cacheTtlMs: 3_000,
      lookUps: createSqsLookUpQueue({ queueUrl: lookUpsUrl, client: sqs }),
      ...(isBudgetShort && { patience: { classOneMs: maxDelayMs, inlineMs: 50 } }),
    });
    const { pipeline } = createEnricher(
      {
        lookUps: {},
        format,
        ocsfVersion: '1.8.0',
        rawData: false,
        textData: false,
        findingFrom: undefined,
        signals: {},
        privacy: addressRules,
      },
      {
        lookUps: measured(lookUps),
        destinations: createDestinations({ timeLimitMs: Math.max(4_000, attemptMs), maxAttempts: 4 }),
        retryQueues,
        reportFault: () => undefined,
        ...(hasDeduplication && {
          deduplication: createDynamoDbDeduplication({
            tableName: 'ledger',
            tenant: 'acme',
            hours: 1,
            client: createDeduplicationClient({
              ...aws.clientOptions,
              requestHandler: toBoundedRequests(attemptMs, attemptMs),
            }),
            onFailure: () => {
              failedMarks += 1;
            },
          }),
        }),
      },
    );
    return toEventWorker(
      (messages) => pipeline.process(messages, { deadlineMs: Date.now() + invocationMs }),
      chance,
    );
  }

  /** The promise is on the wait for a session: from the batch to the end of each look-up. */
  function measured(stage: LookUpStage): LookUpStage {
    return {
      ...stage,
      lookUp(events, limits) {
        const startedAtMs = Date.now();
        return stage.lookUp(events, limits).map(async (promise) => {
          const settled = await promise;
          longestWaitMs = Math.max(longestWaitMs, Date.now() - startedAtMs);
          if (settled.isLater) putOff += 1;
          else {
            const { status } = settled.outcome;
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
          }
          return settled;
        });
      },
    };
  }

  const source = startEventSource({
    client: sqs,
    queueUrl,
    chance,
    faults,
    workers: [createWorker(), createWorker()],
  });
  const lookUpSource = startEventSource({
    client: sqs,
    queueUrl: lookUpsUrl,
    chance,
    faults,
    workers: [toReturnedWorker(createWorker())],
  });
  // What waits comes again anyway: one attempt is short, so that a destination that is down for good is soon known.
  const retrySources = createDestinations({ timeLimitMs: 2_500, maxAttempts: 2 })
    .filter(({ name }) => retryQueues.has(name))
    .map((destination) =>
      startEventSource({
        client: sqs,
        queueUrl: retryQueues.get(destination.name)!.queueUrl,
        chance,
        faults,
        workers: [createRedelivery({ destination, now: Date.now, random: () => chance.next() })],
      }),
    );
  const deadRecords = (name: string) => (hasRetryQueues ? aws.queues.messages(`dead-${name}`) : []);
  const setAside = (name: string): string[] => deadRecords(name).map(({ body }) => body);

  return {
    aws,
    auth0,
    sink,
    faults,
    statuses,
    strangers,
    /** How Auth0's side behaves. Changed by faults. */
    sender: { timeoutMs: 20_000, repeats: false },
    webhookUrl: `${receive.url}/log-events`,
    auth0Url: auth0Server.url,
    get authorization() {
      return authorization;
    },
    setAuthorization(value: string): void {
      authorization = value;
    },
    /** Where look-ups end up while the tenant's name leads elsewhere. */
    setAuth0Target(url: string): void {
      auth0Target = url;
    },
    /** Lets the time of secrets jump, as it does for a worker that was frozen. */
    setClockLead(ms: number): void {
      clockLeadMs = ms;
    },
    /** A message that came through EventBridge's rule: nobody has read it before. */
    addToQueue: (text: string) => aws.queues.add('events', text),
    addToLookUps: (text: string) => aws.queues.add('look-ups', text),
    /** Something that nobody handed over. */
    addToRetryQueue: (destination: string, text: string) => aws.queues.add(`retry-${destination}`, text),
    get longestWaitMs() {
      return longestWaitMs;
    },
    /** Counts waits and statuses from here: what came before was warming up. */
    startCounting(): void {
      longestWaitMs = 0;
      statuses.clear();
    },
    /** Times that a worker asked Secrets Manager for Auth0's token in vain. */
    get failedTokenReads() {
      return failedTokenReads;
    },
    /** Calls to the table of deliveries that came to nothing: what they were for may be delivered twice. */
    get failedMarks() {
      return failedMarks;
    },
    /** Calls to the session ledger that came to nothing: workers then go by memory and their share. */
    get ledgerFailures() {
      return ledgerFailures;
    },
    /** Events that were put into the queue of look-ups. */
    get putOff() {
      return putOff;
    },
    /** Everything in the ledger's table, as it stands on the wire. */
    get ledgerItems() {
      return aws.tables.items('session-ledger');
    },
    /** Messages in a queue, and batches that a worker still has although their messages are gone. */
    get pending() {
      const queues = ['events', 'look-ups', ...[...retryQueues.keys()].map((name) => `retry-${name}`)];
      const repeats = [source, lookUpSource, ...retrySources].reduce((sum, one) => sum + one.repeats, 0);
      return queues.reduce((sum, name) => sum + aws.queues.messages(name).length, repeats);
    },
    delivered: (): Delivered[] => [
      { destination: 'firehose', lines: aws.streams.lines('records'), setAside: setAside('firehose') },
      ...(hasEventBridge
        ? [
            {
              destination: 'eventbridge',
              lines: aws.buses.events('records').map(({ detail }) => toLine(detail)),
              setAside: setAside('eventbridge'),
            },
          ]
        : []),
      { destination: 'https', lines: sink.lines, setAside: setAside('https') },
    ],
    /** Finished records that were set aside and do not say why, or since when. */
    get unexplained() {
      return destinationNames.flatMap(deadRecords).filter(({ body, attributes = {} }) => {
        const isRecord = markerPattern.test(body);
        const { code, first_failed_at: since } = attributes;
        return isRecord && (!code?.StringValue || Number.isNaN(Date.parse(since?.StringValue ?? '')));
      }).length;
    },
    deadLetters: () => readDeadLetters(aws.queues.messages('dead-letters')),
    async close() {
      await Promise.all([source, lookUpSource, ...retrySources].map((one) => one.stop()));
      await Promise.all([receive.close(), auth0Server.close(), sink.close(), strangers.close()]);
      await aws.close();
      for (const client of [secrets, sqs]) client.destroy();
    },
  };
}

/** A worker of the queue of look-ups: the same, told where its events stand in the line. */
function toReturnedWorker(work: Worker): Worker {
  return (messages) =>
    work(
      messages.map((message) => {
        const place = parsePlaceAttributes(message.attributes);
        if (place === undefined) return message;
        const returned = { place, deliveries: message.receiveCount };
        return { ...message, enqueuedAtMs: place.enqueuedAtMs, returned };
      }),
    );
}

export type ChaosSystem = Awaited<ReturnType<typeof startChaosSystem>>;

const toLine = (detail: unknown) => (typeof detail === 'string' ? detail : JSON.stringify(detail));

type QueueMessages = ReturnType<Awaited<ReturnType<typeof startAwsStandIn>>['queues']['messages']>;

/** The bytes of every dead letter, put together again where they are kept in parts. */
async function readDeadLetters(messages: QueueMessages): Promise<string[]> {
  const groups = new Map<string, SetAsideMessage[]>();
  for (const { id, body, attributes = {} } of messages) {
    const texts = Object.fromEntries(
      Object.entries(attributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    );
    const key = texts['set_aside_id'] ?? id;
    const message = { body, attributes: { reason: '', ...texts } };
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  const restored = await Promise.all([...groups.values()].map(restoreSetAside));
  return restored.map((bytes) => bytes?.toString() ?? '');
}
