import type { BreakerState } from './circuit-breaker.ts';
import type { LookUpEvent } from './look-up-event.ts';
import type { SessionStatus } from './session-status.ts';

/** What look-ups did since the figures were last taken: plain numbers, ready to be metrics. */
export interface LookUpFigures {
  readonly lookUps: number;
  readonly statuses: Readonly<Partial<Record<SessionStatus, number>>>;
  /** Answers that were at hand, and those that another event had asked for already. */
  readonly cacheHits: number;
  readonly shared: number;
  readonly requests: number;
  /** 429s among them. */
  readonly throttled: number;
  /** Requests that failed: 5xx, no connection, no answer in time. */
  readonly failed: number;
  /** Of all requests together, and of the slowest. */
  readonly requestMs: number;
  readonly slowestRequestMs: number;
  /** Requests as a part of what this worker's rate allows in that time; above 1 while a burst is spent. */
  readonly budgetUsed: number;
  /** What Auth0 last said to be left in the tenant's bucket, for all callers together. */
  readonly sharedRemaining: number | undefined;
  readonly breaker: BreakerState;
  /** Answers that mean a fault in the set-up: somebody has to act. */
  readonly refused: { readonly unauthorized: number; readonly forbidden: number };
}

export interface LookUpMeter {
  /** For `onEvent` of the look-up. */
  readonly onEvent: (event: LookUpEvent) => void;
  /** The figures since the last call, or since the beginning. */
  take(): LookUpFigures;
}

/** Adds up what a worker's look-ups report. */
export function createLookUpMeter(options: {
  readonly ratePerSecond: number;
  readonly now: () => number;
}): LookUpMeter {
  const { ratePerSecond, now } = options;
  let breaker: BreakerState = 'closed';
  let sharedRemaining: number | undefined;
  let sinceMs = now();
  let sums = createSums();

  return {
    onEvent: (event) => {
      switch (event.type) {
        case 'look_up':
          sums.lookUps += 1;
          sums.statuses[event.status] = (sums.statuses[event.status] ?? 0) + 1;
          if (event.source === 'cache') sums.cacheHits += 1;
          if (event.source === 'shared') sums.shared += 1;
          break;
        case 'request':
          sums.requests += 1;
          if (event.answer === 'rate_limited') sums.throttled += 1;
          if (event.answer === 'timeout' || event.answer === 'unavailable') sums.failed += 1;
          sums.requestMs += event.durationMs;
          sums.slowestRequestMs = Math.max(sums.slowestRequestMs, event.durationMs);
          sharedRemaining = event.rateLimit?.remaining ?? sharedRemaining;
          break;
        case 'breaker':
          breaker = event.state;
          break;
        case 'refused':
          sums.refused[event.status] += 1;
          break;
      }
    },

    take() {
      const nowMs = now();
      const allowed = (Math.max(1_000, nowMs - sinceMs) / 1_000) * ratePerSecond;
      const figures = { ...sums, budgetUsed: sums.requests / allowed, sharedRemaining, breaker };
      sums = createSums();
      sinceMs = nowMs;
      return figures;
    },
  };
}

function createSums() {
  return {
    lookUps: 0,
    statuses: {} as Partial<Record<SessionStatus, number>>,
    cacheHits: 0,
    shared: 0,
    requests: 0,
    throttled: 0,
    failed: 0,
    requestMs: 0,
    slowestRequestMs: 0,
    refused: { unauthorized: 0, forbidden: 0 },
  };
}
