import type { BreakerState } from './circuit-breaker.ts';
import type { RateLimit } from './rate-limit.ts';
import type { SessionAnswer } from './session-client.ts';
import type { SessionStatus } from './session-status.ts';

/** What look-ups did, for metrics and logs. Holds no session ID, no token and nothing of an answer's body. */
export type LookUpEvent =
  /** One look-up ended. `source`: `shared` when another event had asked the same question already. */
  | {
      readonly type: 'look_up';
      readonly status: SessionStatus;
      readonly source: 'api' | 'cache' | 'shared' | 'none';
      readonly reason?: string;
    }
  /** One request was answered, or not. `rateLimit` is Auth0's view of the tenant's bucket. */
  | {
      readonly type: 'request';
      readonly answer: SessionAnswer['status'];
      readonly durationMs: number;
      readonly reason?: string;
      readonly rateLimit?: RateLimit;
    }
  | { readonly type: 'breaker'; readonly state: BreakerState }
  /** Auth0 refuses us: nothing is asked until then, or until the token changes. Somebody has to act. */
  | { readonly type: 'refused'; readonly status: 'unauthorized' | 'forbidden'; readonly reason?: string };
