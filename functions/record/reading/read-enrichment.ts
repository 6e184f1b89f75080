import type { SessionOutcome } from '../../session/session-outcome.ts';
import { toPlausibleMs } from '../../log-event/read-time.ts';

/** How the look-up went, by the names a record has for it. */
export interface EnrichmentReading {
  status: SessionOutcome['status'];
  source?: 'api' | 'cache';
  /** ISO 8601, UTC: when Auth0 answered. */
  fetched_at?: string;
  /** Milliseconds from the event to the answer; negative when the session was read before the event. */
  lag_ms?: number;
  /** A short code, where the status alone does not say why. */
  reason?: string;
}

export function readEnrichment(outcome: SessionOutcome, occurredAtMs: number): EnrichmentReading {
  const reading: EnrichmentReading = { status: outcome.status };
  if (outcome.source !== undefined) reading.source = outcome.source;
  const fetchedAtMs = toPlausibleMs(outcome.fetchedAtMs);
  if (fetchedAtMs !== undefined) {
    reading.fetched_at = new Date(fetchedAtMs).toISOString();
    const lagMs = fetchedAtMs - occurredAtMs;
    if (Number.isFinite(lagMs)) reading.lag_ms = lagMs;
  }
  if (outcome.reason !== undefined) reading.reason = outcome.reason;
  return reading;
}
