export interface AllowanceOptions {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/**
 * How many look-ups the budget allowed in each stretch of time: what flows in, and what the bucket still held. A burst is no
 * breach of the budget, so a line at the rate alone would tell it wrongly.
 *
 * Told of the requests since it was asked last; gives what was allowed in that time.
 */
export function createLookUpAllowance(
  { ratePerSecond, burst }: AllowanceOptions,
  now: () => number,
): (requests: number) => number {
  let held = burst;
  let askedAtMs = now();
  return function endStretch(requests) {
    const seconds = Math.max(0, now() - askedAtMs) / 1_000;
    askedAtMs = now();
    const allowed = held + seconds * ratePerSecond;
    held = Math.max(0, Math.min(burst, allowed - requests));
    return Math.floor(allowed);
  };
}
