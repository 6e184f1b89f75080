import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { createVirtualClock } from '../../../functions/local/simulate/virtual-clock.ts';
import type { BudgetShare } from '../../../functions/session/budget-plan.ts';
import type { RateLimit } from '../../../functions/session/rate-limit.ts';
import type { SessionAnswer } from '../../../functions/session/session-client.ts';
import { composeSessionLookUp } from '../../../functions/session/session-look-up.ts';
import type { SessionOutcome } from '../../../functions/session/session-outcome.ts';
import { sessionStatuses } from '../../../functions/session/session-status.ts';

const startMs = 1_800_000_000_000;

interface Call {
  /** When the event reaches the worker, from the start. */
  readonly atMs: number;
  readonly session: number;
  /** How long before that it happened; negative for a clock that is ahead. */
  readonly agedMs: number;
  readonly patienceMs: number;
  readonly priority: 0 | 1 | 2;
  readonly mode: 'fetch' | 'cache_only';
}

const calls = fc.array(
  fc.record({
    atMs: fc.integer({ min: 0, max: 60_000 }),
    session: fc.integer({ min: 0, max: 6 }),
    agedMs: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: -2_000, max: 90_000 })),
    patienceMs: fc.oneof(fc.integer({ min: -100, max: 2_000 }), fc.integer({ min: 0, max: 120_000 })),
    priority: fc.constantFrom(0, 1, 2),
    mode: fc.oneof(
      { weight: 4, arbitrary: fc.constant('fetch' as const) },
      fc.constant('cache_only' as const),
    ),
  }),
  { minLength: 1, maxLength: 60 },
) as fc.Arbitrary<Call[]>;

const share: fc.Arbitrary<BudgetShare> = fc.record({
  ratePerSecond: fc.double({ min: 0.2, max: 50, noNaN: true }),
  burst: fc.integer({ min: 1, max: 20 }),
  reserve: fc.integer({ min: 0, max: 20 }),
});

/** What Auth0 does to one request: mostly answers. */
const behaviour = fc.record({
  status: fc.oneof(
    { weight: 12, arbitrary: fc.constant<SessionAnswer['status']>('found') },
    fc.constantFrom<SessionAnswer['status']>(
      'not_found',
      'unauthorized',
      'forbidden',
      'rate_limited',
      'timeout',
      'unavailable',
      'invalid_response',
    ),
  ),
  latencyMs: fc.integer({ min: 1, max: 4_000 }),
  remaining: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
  retryInMs: fc.option(fc.integer({ min: 0, max: 30_000 }), { nil: undefined }),
});
type Behaviour = typeof behaviour extends fc.Arbitrary<infer Value> ? Value : never;

interface Scenario {
  readonly calls: readonly Call[];
  readonly share: BudgetShare;
  readonly behaviours: readonly Behaviour[];
  readonly cacheTtlMs: number;
}

const scenario: fc.Arbitrary<Scenario> = fc.record({
  calls,
  share,
  behaviours: fc.array(behaviour, { minLength: 1, maxLength: 20 }),
  cacheTtlMs: fc.constantFrom(0, 500, 30_000),
});

interface Ended {
  readonly call: Call;
  readonly calledAtMs: number;
  readonly deadlineMs: number;
  readonly endedAtMs: number;
  readonly outcome: SessionOutcome;
}

interface Asked {
  readonly session: string;
  readonly sentAtMs: number;
  endedAtMs: number;
  answered: boolean;
  /** Events that waited for this session when it was asked for. */
  readonly waitingSince: readonly { occurredAtMs: number; calledAtMs: number }[];
}

async function play({ calls, share, behaviours, cacheTtlMs }: Scenario) {
  const clock = createVirtualClock(startMs);
  const asked: Asked[] = [];
  const ended: Ended[] = [];
  const waiting = new Map<string, { occurredAtMs: number; calledAtMs: number }[]>();
  const tokens = ['first', 'second'];
  const lookUp = composeSessionLookUp({
    ask: (session, token, timeoutMs) =>
      new Promise((resolve) => {
        const { status, latencyMs, remaining, retryInMs } = behaviours[asked.length % behaviours.length]!;
        const request: Asked = {
          session,
          sentAtMs: clock.now(),
          endedAtMs: Infinity,
          answered: false,
          waitingSince: [...(waiting.get(session) ?? [])],
        };
        asked.push(request);
        const rateLimit: RateLimit = {
          limit: 50,
          ...(remaining !== undefined && { remaining }),
          ...(retryInMs !== undefined && { retryAtMs: clock.now() + retryInMs }),
        };
        const isLate = latencyMs >= timeoutMs || status === 'timeout';
        const answer: SessionAnswer = isLate
          ? { status: 'timeout' }
          : status === 'found'
            ? { status, session: { id: session, token }, rateLimit }
            : { status, rateLimit };
        clock.setTimer(
          () => {
            request.endedAtMs = clock.now();
            request.answered = answer.status === 'found' || answer.status === 'not_found';
            resolve(answer);
          },
          isLate ? timeoutMs : latencyMs,
        );
      }),
    token: { read: async () => tokens[0]!, reload: async () => tokens[1]! },
    budget: share,
    cacheTtlMs,
    now: clock.now,
    setTimer: clock.setTimer,
    random: () => 0.5,
  });

  for (const call of calls) {
    clock.setTimer(() => {
      const calledAtMs = clock.now();
      const occurredAtMs = calledAtMs - call.agedMs;
      const deadlineMs = calledAtMs + call.patienceMs;
      const session = `S${call.session}`;
      const entry = { occurredAtMs, calledAtMs };
      if (call.mode === 'fetch') waiting.set(session, [...(waiting.get(session) ?? []), entry]);
      const options = { deadlineMs, priority: call.priority, mode: call.mode };
      void lookUp(session, occurredAtMs, options).then((outcome) => {
        waiting.set(
          session,
          (waiting.get(session) ?? []).filter((other) => other !== entry),
        );
        ended.push({ call, calledAtMs, deadlineMs, endedAtMs: clock.now(), outcome });
      });
    }, call.atMs);
  }
  await clock.run();
  return { asked, ended };
}

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 200);

describe('composeSessionLookUp, for any traffic', () => {
  it('loses no event, and ends every look-up with a status of the closed list', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const { ended } = await play(given);

        expect(ended).toHaveLength(given.calls.length);
        for (const { call, outcome } of ended) {
          expect(sessionStatuses).toContain(outcome.status);
          expect(outcome.session?.id).toBe(outcome.status === 'enriched' ? `S${call.session}` : undefined);
        }
      }),
      { numRuns },
    );
  });

  it('lets no look-up wait past its deadline', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const { ended } = await play(given);

        for (const { calledAtMs, deadlineMs, endedAtMs } of ended) {
          expect(endedAtMs).toBeLessThanOrEqual(Math.max(calledAtMs, deadlineMs));
        }
      }),
      { numRuns },
    );
  });

  it('never overdraws its bucket, in any stretch of time', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const { asked } = await play(given);

        const { ratePerSecond, burst } = given.share;
        for (let from = 0; from < asked.length; from++) {
          for (let to = from; to < asked.length; to++) {
            const spanMs = asked[to]!.sentAtMs - asked[from]!.sentAtMs;
            const allowed = burst + (spanMs / 1_000) * ratePerSecond + 1e-3;
            expect(to - from + 1).toBeLessThanOrEqual(allowed);
          }
        }
      }),
      { numRuns },
    );
  });

  it('asks for no session while an answer that is fresh enough is on its way or cached', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const { asked } = await play(given);

        for (const [index, { session, sentAtMs, waitingSince }] of asked.entries()) {
          const earlier = asked.slice(0, index).filter((other) => other.session === session);
          expect(earlier.filter(({ endedAtMs }) => endedAtMs > sentAtMs)).toEqual([]);
          const known = earlier.findLast(({ answered }) => answered);
          if (known === undefined) continue;
          const needsMore = waitingSince.some(
            ({ occurredAtMs }) =>
              known.sentAtMs < occurredAtMs && sentAtMs - known.sentAtMs >= given.cacheTtlMs,
          );
          expect(needsMore).toBe(true);
        }
      }),
      { numRuns },
    );
  });

  it('gives every event an answer that the rule of freshness allows', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const { ended } = await play(given);

        for (const { call, calledAtMs, endedAtMs, outcome } of ended) {
          if (outcome.fetchedAtMs === undefined) continue;
          const occurredAtMs = calledAtMs - call.agedMs;
          const isFresh =
            outcome.fetchedAtMs >= Math.min(occurredAtMs, calledAtMs) ||
            endedAtMs - outcome.fetchedAtMs < given.cacheTtlMs;
          expect(isFresh).toBe(true);
        }
      }),
      { numRuns },
    );
  });
});
