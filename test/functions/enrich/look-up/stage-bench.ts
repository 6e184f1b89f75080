import {
  composeLookUpStage,
  type ComposeStageOptions,
} from '../../../../functions/enrich/look-up/compose-look-up-stage.ts';
import type { LaterLookUp } from '../../../../functions/enrich/look-up/later-look-up.ts';
import { toLinePlan } from '../../../../functions/enrich/look-up/line-plan.ts';
import type { Settled, WantingEvent } from '../../../../functions/enrich/look-up/wanting-event.ts';
import { createSessionLedger } from '../../../../functions/ledger/create-session-ledger.ts';
import { createMemoryLine } from '../../../../functions/ledger/memory-line.ts';
import { createVirtualClock } from '../../../../functions/local/simulate/virtual-clock.ts';
import type { LogEvent } from '../../../../functions/log-event/log-event.ts';
import type { LookUpEvent } from '../../../../functions/session/look-up-event.ts';
import { packSession, packingVersion, unpackSession } from '../../../../functions/session/packed-session.ts';
import type { SessionAnswer } from '../../../../functions/session/session-client.ts';
import { settings, startMs } from '../../ledger/ledger-events.ts';

export interface StageRequest {
  readonly sessionId: string;
  readonly token: string;
  readonly atMs: number;
}

export interface BenchOptions extends Partial<Omit<ComposeStageOptions, 'ledger' | 'request' | 'clock'>> {
  readonly budget?: { readonly ratePerSecond: number; readonly burst: number };
  readonly latencyMs?: number;
  /** Stages over one ledger and line. @default 1 */
  readonly workers?: number;
}

export type StageOutcome = Extract<Settled, { readonly outcome: unknown }>;

/** Enough for everybody. */
const plenty = { ratePerSecond: 1_000, burst: 1_000 };

/** Workers in virtual time that share a ledger and a line in memory; `answer` is Auth0. */
export function createStageBench(
  answer: (request: StageRequest, count: number) => SessionAnswer | undefined = found,
  { budget = plenty, latencyMs = 50, workers = 1, ...options }: BenchOptions = {},
) {
  const clock = createVirtualClock(startMs + 1_000);
  const requests: StageRequest[] = [];
  const later: LaterLookUp[] = [];
  const events: LookUpEvent[] = [];
  const faults: unknown[] = [];
  const ledger = createSessionLedger({
    secrets: { current: 'a secret for tests' },
    codec: { version: packingVersion, pack: packSession, unpack: unpackSession },
    now: clock.now,
  });
  const line = createMemoryLine({ plan: toLinePlan(budget, 60_000), now: clock.now });
  const stages = Array.from({ length: workers }, () =>
    composeLookUpStage({
      line,
      token: { read: async () => 'token', reload: async () => 'token' },
      facts: settings,
      reserve: 0,
      modeOf: () => 'fetch',
      random: () => 0.5,
      onEvent: (event) => events.push(event),
      reportFault: (error) => faults.push(error),
      ...options,
      ledger,
      clock,
      request: (sessionId, token, timeoutMs) =>
        new Promise((resolve) => {
          requests.push({ sessionId, token, atMs: clock.now() });
          const given = latencyMs < timeoutMs ? answer(requests.at(-1)!, requests.length) : undefined;
          clock.setTimer(() => resolve(given ?? { status: 'timeout' }), given ? latencyMs : timeoutMs);
        }),
    }),
  );

  /** Begins to look them up; when each was settled, by the bench's clock, is beside it. */
  function start(wanted: readonly (LogEvent | WantingEvent)[], worker = 0) {
    const wanting = wanted.map((one) => ('logId' in one ? { event: one } : one));
    const settled: { readonly settled: Settled; readonly atMs: number }[] = [];
    for (const [index, promise] of stages[worker]!.lookUp(wanting, {
      endMs: clock.now() + 60_000,
    }).entries()) {
      void promise.then((one) => {
        settled[index] = { settled: one, atMs: clock.now() };
      });
    }
    return settled;
  }

  return {
    clock,
    ledger,
    line,
    requests,
    later,
    events,
    faults,
    start,
    /** Until all is done. */
    lookUp: async (wanted: readonly (LogEvent | WantingEvent)[], worker = 0): Promise<StageOutcome[]> => {
      const settled = start(wanted, worker);
      await clock.run();
      return settled.map((one) => one.settled as StageOutcome);
    },
    /** For `lookUps` of the options. */
    queue: {
      add: async (one: LaterLookUp) => {
        later.push(one);
        return true;
      },
    },
  };
}

export function found({ sessionId }: { readonly sessionId: string }): SessionAnswer {
  return { status: 'found', session: { id: sessionId, user_id: 'auth0|u1' } };
}
