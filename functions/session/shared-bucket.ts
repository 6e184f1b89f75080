import type { RateLimit } from './rate-limit.ts';

/**
 * What this worker knows of the tenant's bucket, which every caller of the Management API drains.
 *
 * Nobody can look at it without spending a token, so this is an estimate from the last answer: what was left then, less
 * what we have sent since, plus what has arrived in the meantime. When it has come down to the reserve, one request
 * looks after the time that refilling should take, and if others have been faster, the next look is further away.
 */
export interface SharedBucket {
  /** Tells of a request; the number it returns belongs to the answer. */
  sent(): number;
  /** The request was not sent after all. */
  unsent(): void;
  /** `isRefused`: a 429. Answers without headers say that we may go by our own share alone. */
  answered(request: number, rateLimit: RateLimit | undefined, isRefused: boolean, nowMs: number): void;
  /** When one more request may go; `Infinity` while that hangs on an answer that is on its way. */
  opensAtMs(nowMs: number): number;
  /** Until when a refusal keeps everything back, whatever happens; at or before now when nothing does. */
  readonly closedUntilMs: number;
}

export interface SharedBucketOptions {
  /** Requests that are left to other callers, whoever drained the bucket. */
  readonly reserve: number;
  /** Our own part of the rate at which the bucket refills. */
  readonly ratePerSecond: number;
  /** After this long without an answer, as after a 429, one request goes ahead and looks. @default 2_000 */
  readonly staleAfterMs?: number;
  readonly random: () => number;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** Every plan's bucket is full again after at most five seconds in which nobody asks. */
const emptyToFullMs = 5_000;
/** How much further away each look is that found the reserve touched, and how often that counts. */
const stretch = 1.5;
const mostStretches = 5;

export function createSharedBucket(options: SharedBucketOptions): SharedBucket {
  const { reserve, ratePerSecond, staleAfterMs = 2_000, random } = options;
  let sentCount = 0;
  let inFlight = 0;
  let answeredAtMs = -Infinity;
  let closedUntilMs = -Infinity;
  let refusals = 0;
  /** Requests up to this one were on their way when the last refusal came: their refusals say nothing new. */
  let lastOfRound = 0;
  /** Looks in a row that found the reserve touched, and the last request of the latest of them. */
  let lowLooks = 0;
  let lastOfLook = 0;
  let seen:
    | {
        readonly request: number;
        readonly remaining: number;
        readonly limit: number;
        readonly resetAtMs: number;
        readonly atMs: number;
      }
    | undefined;

  function close(rateLimit: RateLimit | undefined, nowMs: number): void {
    // Growing pauses, for the case that the headers promise too much or are not there.
    const backoffMs = Math.min(longestPauseMs, firstPauseMs * 2 ** refusals) * (0.5 + random() / 2);
    const toldMs = rateLimit?.retryAtMs ?? rateLimit?.resetAtMs;
    refusals += 1;
    lastOfRound = sentCount;
    closedUntilMs = Math.max(closedUntilMs, toldMs ?? 0, nowMs + backoffMs);
  }

  /** A tenant with a smaller bucket than its plan says must not starve for ever. */
  function toReserve(limit: number): number {
    return Math.min(reserve, Math.floor(limit / 2));
  }

  function noteLevel(request: number, remaining: number, limit: number): void {
    if (remaining >= toReserve(limit)) {
      lowLooks = 0;
    } else if (request > lastOfLook) {
      lowLooks = Math.min(lowLooks + 1, mostStretches);
      lastOfLook = sentCount;
    }
  }

  return {
    sent() {
      sentCount += 1;
      inFlight += 1;
      return sentCount;
    },

    unsent() {
      // It stays counted until the next answer: its number is given to nobody else, and numbers tell what came after what.
      inFlight -= 1;
    },

    answered(request, rateLimit, isRefused, nowMs) {
      inFlight -= 1;
      answeredAtMs = nowMs;
      if (isRefused) {
        if (request > lastOfRound) close(rateLimit, nowMs);
        else if (rateLimit?.retryAtMs) closedUntilMs = Math.max(closedUntilMs, rateLimit.retryAtMs);
      } else {
        refusals = 0;
      }
      const remaining = isRefused ? 0 : rateLimit?.remaining;
      if (remaining === undefined || (seen !== undefined && seen.request > request)) return;
      const limit = rateLimit?.limit || Infinity;
      noteLevel(request, remaining, limit);
      seen = { request, remaining, limit, resetAtMs: rateLimit?.resetAtMs ?? nowMs, atMs: nowMs };
    },

    opensAtMs(nowMs) {
      if (closedUntilMs > nowMs) return closedUntilMs;
      const isBlind = refusals > 0 || nowMs - answeredAtMs > staleAfterMs;
      if (isBlind && inFlight > 0) return Infinity;
      if (seen === undefined) return nowMs;
      const { limit, remaining, resetAtMs, atMs, request } = seen;
      const perMs = Math.max(ratePerSecond / 1_000, limit === Infinity ? 0 : limit / emptyToFullMs);
      const elapsedMs = Math.max(0, nowMs - atMs) / stretch ** Math.max(0, lowLooks - 1);
      const left = Math.min(limit, remaining + elapsedMs * perMs - (sentCount - request));
      const missing = toReserve(limit) + 1 - left - 1e-6;
      if (missing <= 0) return nowMs;
      return Math.max(nowMs + (missing / perMs) * stretch ** Math.max(0, lowLooks - 1), resetAtMs);
    },

    get closedUntilMs() {
      return closedUntilMs;
    },
  };
}
