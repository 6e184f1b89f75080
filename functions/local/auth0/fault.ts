import type { ErrorStatus } from './error-body.ts';

const simulatorRoutes = ['token', 'sessions', 'logs'] as const;
export type SimulatorRoute = (typeof simulatorRoutes)[number];

/** One way in which Auth0, or what stands before it, can go wrong. */
export type Fault =
  /** Auth0's own error body; a 429 comes with the `x-ratelimit-*` headers unless `headers` says so. */
  | { readonly kind: 'status'; readonly status: ErrorStatus; readonly headers?: 'none' | HeaderValues }
  /** An edge or a proxy answers in HTML. */
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'empty'; readonly status?: number }
  | { readonly kind: 'slow_headers'; readonly ms: number }
  /** Headers and the first half at once, the rest after `ms`. */
  | { readonly kind: 'slow_body'; readonly ms: number }
  /** The connection ends before any header. */
  | { readonly kind: 'reset' }
  /** The connection ends in the middle of the body. */
  | { readonly kind: 'reset_body' }
  /** A complete answer whose JSON stops half-way. */
  | { readonly kind: 'truncated_json' }
  /** Valid JSON of another shape; `body` is sent as it is. */
  | { readonly kind: 'wrong_type'; readonly body?: string; readonly contentType?: string }
  /** Another session's ID in an answer that looks right. */
  | { readonly kind: 'wrong_session' }
  | { readonly kind: 'huge_body'; readonly bytes: number }
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: 301 | 302 | 307 | 308 }
  /** The plan lacks the Sessions API. */
  | { readonly kind: 'plan' };

export type HeaderValues = { readonly [name: string]: string };

export interface FaultScope {
  /** @default 'sessions' */
  readonly route?: SimulatorRoute;
  /** Ends by itself after so many requests. @default without end */
  readonly times?: number;
  /** Share of the requests that it hits, 0 to 1. @default 1 */
  readonly share?: number;
}

/** The faults that are on. Of several that fit, the one switched on last acts. */
export interface Faults {
  /** Returns the switch that turns it off. */
  inject(fault: Fault, scope?: FaultScope): () => void;
  clear(): void;
  /** The fault that acts on this request; counts down its `times`. */
  next(route: SimulatorRoute): Fault | undefined;
}

interface ActiveFault {
  readonly fault: Fault;
  readonly route: SimulatorRoute;
  readonly share: number;
  timesLeft: number;
}

export function createFaults(random: () => number): Faults {
  let active: readonly ActiveFault[] = [];

  return {
    inject(fault, { route = 'sessions', times = Number.POSITIVE_INFINITY, share = 1 } = {}) {
      const entry: ActiveFault = { fault, route, share, timesLeft: times };
      active = [entry, ...active];
      return () => {
        active = active.filter((other) => other !== entry);
      };
    },
    clear() {
      active = [];
    },
    next(route) {
      const hit = active.find(
        (entry) => entry.route === route && (entry.share >= 1 || random() < entry.share),
      );
      if (!hit) return undefined;
      hit.timesLeft -= 1;
      if (hit.timesLeft <= 0) active = active.filter((entry) => entry !== hit);
      return hit.fault;
    },
  };
}
