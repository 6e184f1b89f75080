import type { SessionOutcome } from '../session/session-outcome.ts';

/** How the look-up went, by the names a record has for it. */
export interface EnrichmentReading {
  readonly status: SessionOutcome['status'];
  readonly source?: 'api' | 'cache';
  /** ISO 8601, UTC: when Auth0 answered. */
  readonly fetched_at?: string;
  /** Milliseconds from the event to the answer; negative when the session was read before the event. */
  readonly lag_ms?: number;
  /** A short code, where the status alone does not say why. */
  readonly reason?: string;
}

export function readEnrichment(outcome: SessionOutcome, occurredAtMs: number): EnrichmentReading {
  const { status, source, fetchedAtMs, reason } = outcome;
  return {
    status,
    ...(source === undefined ? undefined : { source }),
    ...(fetchedAtMs === undefined
      ? undefined
      : { fetched_at: new Date(fetchedAtMs).toISOString(), lag_ms: fetchedAtMs - occurredAtMs }),
    ...(reason === undefined ? undefined : { reason }),
  };
}
