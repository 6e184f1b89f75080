export interface TokenBucket {
  /** Epoch milliseconds at which the bucket holds `count` tokens, if none is taken until then; at most `burst`. */
  holdsAtMs(count: number, nowMs: number): number;
  take(nowMs: number): void;
  giveBack(): void;
}

/**
 * At most `burst` tokens, and `ratePerSecond` new ones every second.
 *
 * The arithmetic is continuous, so a timer that comes late loses nothing. A clock set back stops the refill for no
 * longer than the moment.
 */
export function createTokenBucket(
  { ratePerSecond, burst }: { readonly ratePerSecond: number; readonly burst: number },
  startMs: number,
): TokenBucket {
  const perMs = ratePerSecond / 1_000;
  let tokens = burst;
  let atMs = startMs;

  function refill(nowMs: number): void {
    if (nowMs > atMs) tokens = Math.min(burst, tokens + (nowMs - atMs) * perMs);
    atMs = nowMs;
  }

  return {
    holdsAtMs(count, nowMs) {
      refill(nowMs);
      // Sums of fractions fall short of a whole token by less than this.
      const missing = count - tokens - 1e-6;
      return missing <= 0 ? nowMs : nowMs + missing / perMs;
    },
    take(nowMs) {
      refill(nowMs);
      tokens -= 1;
    },
    giveBack() {
      tokens = Math.min(burst, tokens + 1);
    },
  };
}
