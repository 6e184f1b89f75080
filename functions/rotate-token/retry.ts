import { setTimeout as wait } from 'node:timers/promises';
import type { RateLimit } from '../session/rate-limit.ts';

export interface RetryOptions {
  /** The first one included. @default 5 */
  readonly maxAttempts?: number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** From 0 up to, not including, 1. */
  readonly random?: () => number;
  readonly now?: () => number;
}

export interface Attempt<Result> {
  readonly result: Result;
  /** Whether another attempt may end otherwise. */
  readonly isPassing: boolean;
  readonly rateLimit?: RateLimit | undefined;
}

/**
 * Repeats an attempt with growing, jittered pauses, not before the time that Auth0 asked for, until `deadlineMs` (epoch
 * milliseconds). Resolves with the last result; undefined when the time did not suffice for a single attempt.
 */
export type Retry = <Result>(
  attempt: (leftMs: number) => Promise<Attempt<Result>>,
  deadlineMs: number,
) => Promise<Result | undefined>;

const maxDelayMs = 8_000;

export function createRetry(options: RetryOptions = {}): Retry {
  const { maxAttempts = 5, sleep = wait, random = Math.random, now = Date.now } = options;

  return async function retry<Result>(
    attempt: (leftMs: number) => Promise<Attempt<Result>>,
    deadlineMs: number,
  ) {
    let last: Result | undefined;
    for (let count = 1; now() < deadlineMs; count += 1) {
      const { result, isPassing, rateLimit } = await attempt(deadlineMs - now());
      last = result;
      if (!isPassing || count >= maxAttempts) break;
      const jitterMs = random() * Math.min(maxDelayMs, 250 * 2 ** count);
      const waitMs = Math.max(0, toRetryAtMs(rateLimit) - now()) + jitterMs;
      if (now() + waitMs >= deadlineMs) break;
      await sleep(waitMs);
    }
    return last;
  };
}

function toRetryAtMs({ remaining, resetAtMs, retryAtMs }: RateLimit = {}): number {
  return retryAtMs ?? (remaining === 0 ? resetAtMs : undefined) ?? 0;
}
