/**
 * What a look-up can come to: a closed list, written into every record. `observed`: nobody asked Auth0, and log events
 * themselves say something of the session.
 */
export const sessionStatuses = [
  'enriched',
  'observed',
  'no_session_id',
  'not_found',
  'forbidden',
  'unauthorized',
  'rate_limited',
  'timeout',
  'unavailable',
  'invalid_response',
  'skipped',
] as const;

export type SessionStatus = (typeof sessionStatuses)[number];

/** The metric that counts records of a status: `StatusNotFound` for `not_found`. */
export function toStatusMetric(status: SessionStatus): string {
  return `Status${toStatusLabel(status)}`;
}

/** The same without what all have in common, for the legend of a graph. */
export function toStatusLabel(status: SessionStatus): string {
  return status.split('_').map(toCapitalised).join('');
}

function toCapitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
