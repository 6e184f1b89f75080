import { setTimeout as wait } from 'node:timers/promises';

/** How long and how often one delivery is tried. */
export interface RetryTiming {
  /** Of one call, the first one included. @default 4 */
  readonly maxAttempts?: number;
  /** For a whole delivery, waits included; what is left then is reported as `out_of_time`. @default 15_000 */
  readonly timeLimitMs?: number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** From 0 up to, not including, 1. */
  readonly random?: () => number;
  readonly now?: () => number;
}

const baseDelayMs = 100;
const maxDelayMs = 5_000;

export interface Attempts {
  readonly maxAttempts: number;
  /** Milliseconds left, at least 0. */
  left(): number;
  /** Ends with what is left, at the latest after `maxMs`; has ended when nothing is left. */
  signal(maxMs?: number): AbortSignal;
  /**
   * Waits before the attempt after `attempt` (1 is the first); false, at once, when there is to be none.
   *
   * Full jitter, unless the other side said how long:
   * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
   */
  waitAfter(attempt: number, askedForMs?: number): Promise<boolean>;
}

/** Starts the clock of one delivery. */
export function startAttempts(timing: RetryTiming): Attempts {
  const {
    maxAttempts = 4,
    timeLimitMs = 15_000,
    sleep = wait,
    random = Math.random,
    now = Date.now,
  } = timing;
  const deadlineMs = now() + timeLimitMs;
  const left = () => Math.max(0, deadlineMs - now());
  return {
    maxAttempts,
    left,
    signal(maxMs = Number.POSITIVE_INFINITY) {
      const ms = Math.min(left(), maxMs);
      return ms > 0 ? AbortSignal.timeout(Math.ceil(ms)) : AbortSignal.abort();
    },
    async waitAfter(attempt, askedForMs) {
      if (attempt >= maxAttempts) return false;
      const delayMs = askedForMs ?? random() * Math.min(maxDelayMs, baseDelayMs * 2 ** attempt);
      if (delayMs >= left()) return false;
      await sleep(delayMs);
      return true;
    },
  };
}
