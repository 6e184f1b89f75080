/** A plan's limit for all Management API callers of a tenant together, as Auth0 publishes it. */
export interface TenantLimit {
  readonly burst: number;
  readonly ratePerSecond: number;
  /** Tokens arrive all at once, every so many milliseconds. @default 1000 */
  readonly windowMs?: number;
}

/** What one request found; the last three become the `x-ratelimit-*` headers. */
export interface RateLimitAnswer {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** UNIX time in seconds at which one more token arrives, not when the bucket is full. */
  readonly resetSeconds: number;
}

export interface TenantBucket {
  take(): RateLimitAnswer;
  /** Takes tokens as another caller of the tenant would. */
  drain(count: number): void;
}

/**
 * Auth0's tenant-wide bucket: it starts full and refills in steps at full windows (every second, or every minute).
 *
 * Source: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy
 */
export function createTenantBucket(limit: TenantLimit, now: () => number): TenantBucket {
  const { burst, ratePerSecond, windowMs = 1_000 } = limit;
  const perWindow = (ratePerSecond * windowMs) / 1_000;
  let tokens = burst;
  let window = Math.floor(now() / windowMs);

  function refill(): void {
    const current = Math.floor(now() / windowMs);
    if (current > window) tokens = Math.min(burst, tokens + (current - window) * perWindow);
    window = current;
  }

  function nextTokenSeconds(): number {
    const windowsToWait =
      perWindow > 0 ? Math.max(1, Math.ceil((Math.floor(tokens) + 1 - tokens) / perWindow)) : 1;
    return Math.ceil(((window + windowsToWait) * windowMs) / 1_000);
  }

  return {
    take() {
      refill();
      const isAllowed = tokens >= 1;
      if (isAllowed) tokens -= 1;
      return { isAllowed, limit: burst, remaining: Math.floor(tokens), resetSeconds: nextTokenSeconds() };
    },
    drain(count) {
      refill();
      tokens = Math.max(0, tokens - count);
    },
  };
}
