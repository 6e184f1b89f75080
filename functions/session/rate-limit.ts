/** What an answer says about the tenant's shared bucket of requests, in terms of our own clock. */
export interface RateLimit {
  /** `x-ratelimit-limit`: the size of the bucket. */
  readonly limit?: number;
  /** `x-ratelimit-remaining`: what is left in it, after this request. */
  readonly remaining?: number;
  /** `x-ratelimit-reset`: epoch milliseconds at which one more token arrives (not: at which the bucket is full). */
  readonly resetAtMs?: number;
  /** `retry-after`: epoch milliseconds before which nothing is to be asked. */
  readonly retryAtMs?: number;
}

/** A reset further away than this is a clock gone wrong, not a token on its way. */
const furthestResetMs = 120_000;
/** The longest pause we let a header impose, so that one bad answer cannot end enrichment for good. */
const longestPauseMs = 3_600_000;

/**
 * Reads the rate limit headers of any answer; undefined when there are none.
 *
 * Times are taken relative to the answer's own `date`, where it has one, so that our clock need not agree with Auth0's.
 * Source: "Rate Limit Use Cases" in Auth0's documentation; `retry-after` is documented for other endpoints only.
 */
export function parseRateLimit(
  headers: Pick<Headers, 'get'> | undefined,
  nowMs: number,
): RateLimit | undefined {
  if (headers === undefined) return undefined;
  const limit = parseCount(headers.get('x-ratelimit-limit'));
  const remaining = parseCount(headers.get('x-ratelimit-remaining'));
  const reset = parseCount(headers.get('x-ratelimit-reset'));
  const retryAfter = headers.get('retry-after')?.trim();
  if (limit === undefined && remaining === undefined && reset === undefined && !retryAfter) return undefined;

  const theirNowMs = parseHttpDate(headers.get('date')) ?? nowMs;
  const resetInMs = reset === undefined ? undefined : clamp(reset * 1_000 - theirNowMs, furthestResetMs);
  const retryInMs = retryAfter ? parseRetryAfter(retryAfter, theirNowMs) : undefined;
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(resetInMs === undefined ? {} : { resetAtMs: nowMs + resetInMs }),
    ...(retryInMs === undefined ? {} : { retryAtMs: nowMs + retryInMs }),
  };
}

function parseRetryAfter(text: string, theirNowMs: number): number | undefined {
  const seconds = parseCount(text);
  if (seconds !== undefined) return clamp(seconds * 1_000, longestPauseMs);
  const dateMs = parseHttpDate(text);
  return dateMs === undefined ? undefined : clamp(dateMs - theirNowMs, longestPauseMs);
}

function parseCount(text: string | null): number | undefined {
  return text !== null && /^\s*\d{1,15}(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

function parseHttpDate(text: string | null): number | undefined {
  const dateMs = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(dateMs) ? undefined : dateMs;
}

function clamp(durationMs: number, longestMs: number): number {
  return Math.min(Math.max(durationMs, 0), longestMs);
}
