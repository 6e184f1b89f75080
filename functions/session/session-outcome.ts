import type { ObservedSession } from '../ledger/observed-session.ts';
import type { LookUpMode } from '../log-event/look-up-mode.ts';
import type { SessionStatus } from './session-status.ts';

/** `GET /api/v2/sessions/{id}`, Auth0's spelling. Nothing is required, unknown keys are kept, null counts as absent. */
export interface Auth0Session {
  readonly id?: string | null;
  readonly user_id?: string | null;
  readonly created_at?: Auth0Date;
  readonly updated_at?: Auth0Date;
  readonly authenticated_at?: Auth0Date;
  readonly idle_expires_at?: Auth0Date;
  readonly expires_at?: Auth0Date;
  readonly last_interacted_at?: Auth0Date;
  readonly device?: {
    readonly initial_ip?: string | null;
    readonly initial_asn?: string | null;
    readonly initial_user_agent?: string | null;
    readonly last_ip?: string | null;
    readonly last_asn?: string | null;
    readonly last_user_agent?: string | null;
    readonly [key: string]: unknown;
  } | null;
  readonly clients?: readonly { readonly client_id?: string; readonly [key: string]: unknown }[] | null;
  readonly authentication?: {
    readonly methods?: readonly AuthenticationMethod[] | null;
    readonly [key: string]: unknown;
  } | null;
  readonly cookie?: { readonly mode?: string | null; readonly [key: string]: unknown } | null;
  readonly session_metadata?: { readonly [key: string]: unknown } | null;
  readonly actor?: { readonly sub?: string; readonly [key: string]: unknown } | null;
  readonly [key: string]: unknown;
}

/** ISO 8601 text; the API description also allows an object of unknown form. */
export type Auth0Date = string | number | { readonly [key: string]: unknown } | null;

export interface AuthenticationMethod {
  readonly name?: string | null;
  readonly type?: string | null;
  readonly timestamp?: Auth0Date;
  readonly [key: string]: unknown;
}

/** How one look-up ended. Every outcome still becomes a record. */
export interface SessionOutcome {
  readonly status: SessionStatus;
  /** As it was at the event. Present exactly when the status is `enriched`. */
  readonly session?: Auth0Session;
  /** What log events tell of it, where Auth0's answer is not there: always with `observed`, and with others that failed. */
  readonly observed?: ObservedSession;
  /**
   * Present for `enriched` and for a `not_found` that Auth0 said: whether it was asked for this event, or an answer was
   * at hand or on its way.
   */
  readonly source?: 'api' | 'cache';
  /**
   * Epoch milliseconds at which the request was sent, so Auth0 looked then or later: what is safe to claim of events up
   * to that time. Present with `source`.
   */
  readonly fetchedAtMs?: number;
  /** Why, where the status alone does not say: a short code, never a message of Auth0's. */
  readonly reason?: string;
}

export interface LookUpOptions {
  /** `cache_only` never spends a request: no fresh answer at hand gives `skipped`. @default 'fetch' */
  readonly mode?: Exclude<LookUpMode, 'never'>;
}

/** Never rejects. `occurredAtMs` is the event's time: an answer fetched at or after it is fresh for ever. */
export type LookUpSession = (
  sessionId: string,
  occurredAtMs: number,
  options?: LookUpOptions,
) => Promise<SessionOutcome>;
