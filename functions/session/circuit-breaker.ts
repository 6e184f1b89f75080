import type { Clock } from './clock.ts';

export type BreakerState = 'closed' | 'open' | 'half_open';

/** A way through the breaker for one request; has to be told how it went, once. */
export interface Passage {
  succeeded(): void;
  failed(): void;
  /** Says nothing about Auth0's health, for example because our own deadline cut it short. */
  inconclusive(): void;
}

export interface CircuitBreaker {
  readonly state: BreakerState;
  /**
   * Undefined while the circuit is open: do not ask. While one request tries whether Auth0 is back, others wait for its
   * result instead of being turned away.
   */
  enter(): Promise<Passage | undefined>;
}

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** Failures in a row that open the circuit. @default 5 */
  readonly failuresToOpen?: number;
  /** How long it stays open at first; doubled with each trial that fails. @default 1_000 */
  readonly openMs?: number;
  /** One request every so often does a failing Auth0 no harm. @default 10_000 */
  readonly longestOpenMs?: number;
  readonly onChange?: (state: BreakerState) => void;
}

/**
 * Keeps a failing Auth0 from being asked by everybody, and log events from waiting for it.
 *
 * Not the one of cockatiel: that reads `Date.now()` itself, so it cannot run on a simulation's clock.
 */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { clock, random, failuresToOpen = 5, openMs = 1_000, longestOpenMs = 10_000, onChange } = options;
  let failures = 0;
  let openings = 0;
  let opensUntilMs = -Infinity;
  let trial: { readonly over: Promise<void>; readonly end: () => void } | undefined;

  function open(): void {
    const durationMs = Math.min(longestOpenMs, openMs * 2 ** openings) * (0.75 + random() / 4);
    openings += 1;
    opensUntilMs = clock.now() + durationMs;
    onChange?.('open');
  }

  function isBroken(): boolean {
    return openings > 0;
  }

  function toPassage(isTrial: boolean): Passage {
    function endTrial(): void {
      if (!isTrial) return;
      trial?.end();
      trial = undefined;
    }
    return {
      succeeded() {
        if (isBroken()) onChange?.('closed');
        failures = 0;
        openings = 0;
        opensUntilMs = -Infinity;
        endTrial();
      },
      failed() {
        failures += 1;
        // What was sent before the circuit opened does not open it further.
        if (isTrial || (!isBroken() && failures >= failuresToOpen)) open();
        endTrial();
      },
      inconclusive: endTrial,
    };
  }

  return {
    get state() {
      if (!isBroken()) return 'closed';
      return clock.now() < opensUntilMs ? 'open' : 'half_open';
    },

    async enter() {
      while (isBroken()) {
        if (clock.now() < opensUntilMs) return undefined;
        if (trial === undefined) {
          let end!: () => void;
          const over = new Promise<void>((resolve) => {
            end = resolve;
          });
          trial = { over, end };
          onChange?.('half_open');
          return toPassage(true);
        }
        await trial.over;
      }
      return toPassage(false);
    },
  };
}
