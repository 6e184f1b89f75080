import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseElement } from '../../functions/log-event/parse-element.ts';
import type { LogEvent } from '../../functions/log-event/log-event.ts';
import { allPlans } from '../../functions/session/budget-plan.ts';
import type { SessionAnswer } from '../../functions/session/session-client.ts';
import type { SessionStatus } from '../../functions/session/session-status.ts';
import { UsageError } from '../../functions/cli/terminal/user-error.ts';
import { createRandom } from '../../functions/local/simulate/random.ts';
import type { Surroundings, SystemUnderTest } from '../../functions/local/simulate/system-under-test.ts';

/** As the state before the ledger has it. */
interface EarlierModules {
  readonly composeSessionLookUp: (options: {
    readonly ask: (sessionId: string, token: string, timeoutMs: number) => Promise<SessionAnswer>;
    readonly token: { read(): Promise<string>; reload(): Promise<string> };
    readonly budget: unknown;
    readonly cacheTtlMs: number;
    readonly now: () => number;
    readonly setTimer: Surroundings['clock']['setTimer'];
    readonly random: () => number;
  }) => (
    sessionId: string,
    occurredAtMs: number,
    options: { readonly deadlineMs: number },
  ) => Promise<{ readonly status: SessionStatus }>;
  readonly toWorkers: (
    plan: unknown,
    share: number,
    workers: number,
  ) => { readonly workers: number; readonly perWorker: { readonly ratePerSecond: number } };
  readonly toQueueSettings: (perWorker: { readonly ratePerSecond: number }) => {
    readonly batchSize: number;
    readonly batchWindowSeconds: number;
  };
  readonly createLookUpPlan: (overrides: object) => (event: LogEvent) => 'never' | object;
}

/** How long an event waited for its session then, and how long an invocation ran at most. */
const maxDelayMs = 120_000;
const lookUpsEndMs = 175_000;

/**
 * The look-ups of a state from before the ledger, from its own files: every worker with its share of the budget and a
 * memory of its own, every event waiting for its session.
 */
export async function loadEarlierState(folder: string) {
  const load = async (file: string): Promise<unknown> => {
    const url = pathToFileURL(join(resolve(folder), 'functions', file)).href;
    return (await import(url)) as unknown;
  };
  let modules: EarlierModules;
  try {
    const files = ['session/session-lookup.ts', 'session/budget-plan.ts', 'enrich/look-up-plan.ts'];
    modules = Object.assign({}, ...(await Promise.all(files.map(load)))) as EarlierModules;
  } catch (error) {
    throw new UsageError(`expected a checkout of bf0567f with node_modules, got ${folder}`, {
      cause: error,
    });
  }
  const { composeSessionLookUp, createLookUpPlan, toQueueSettings, toWorkers } = modules;

  return {
    toSettings({ plan, share, workers }: Surroundings['options']) {
      return toQueueSettings(toWorkers(allPlans[plan], share, workers).perWorker);
    },

    create({ options, clock, ask, deliver }: Surroundings): SystemUnderTest {
      const planLookUp = createLookUpPlan({});
      let born = 0;
      return {
        startWorker() {
          born += 1;
          const lookUp = composeSessionLookUp({
            ask: (sessionId, _token, timeoutMs) => ask(sessionId, timeoutMs),
            token: { read: async () => 'token', reload: async () => 'token' },
            budget: toWorkers(allPlans[options.plan], options.share, options.workers).perWorker,
            cacheTtlMs: options.cacheTtlMs,
            now: clock.now,
            setTimer: clock.setTimer,
            random: createRandom(options.seed + 1_000 + born),
          });
          return {
            async work(batch, leave) {
              const startedAtMs = clock.now();
              const finished = await Promise.all(
                batch.map(async (message) => {
                  const { enqueuedAtMs } = message.event;
                  const parsed = parseElement(message.body, { receivedAtMs: enqueuedAtMs });
                  if (!parsed.ok) throw new Error(parsed.reason);
                  const { sessionId = '', occurredAtMs } = parsed.event;
                  const deadlineMs = Math.min(enqueuedAtMs + maxDelayMs, startedAtMs + lookUpsEndMs);
                  const plan = planLookUp(parsed.event);
                  const { status } = await lookUp(sessionId, occurredAtMs, { deadlineMs, ...Object(plan) });
                  return { message, status };
                }),
              );
              await deliver(batch.length);
              for (const { message, status } of finished) {
                leave(message, { status, context: status === 'enriched' ? 'api' : 'none' });
              }
            },
            workLater: async () => undefined,
          };
        },
      };
    },
  };
}
