export interface AllowanceOptions {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/**
 * How many look-ups the budget allowed in each second: what flows in, and what the bucket still held. A burst is no
 * breach of the budget, so a line at the rate alone would tell it wrongly.
 *
 * Returns, second by second, what was allowed in the one that has just ended.
 */
export function createLookUpAllowance({ ratePerSecond, burst }: AllowanceOptions): (requests: number) => number {
  let held = burst;
  return function endSecond(requests) {
    const allowed = Math.min(burst, held) + ratePerSecond;
    held = Math.max(0, Math.min(burst, allowed - requests));
    return allowed;
  };
}
