import type { EventModel } from '../event-model.ts';
import { toJsonText } from '../text/to-json-text.ts';
import type { OcsfEnrichment } from './ocsf-record.ts';

/**
 * What was learned about the session, what log events tell of it where Auth0 did not, and what follows. All point at the attribute that holds the session
 * ID (`sessionPath`); signals that need no session point at the record itself. Undefined when there is neither.
 *
 * `asText`: `data` as JSON text, for readers whose tables give a column one type (Parquet).
 */
export function toEnrichments(
  model: EventModel,
  sessionPath: string,
  asText: boolean,
): OcsfEnrichment[] | undefined {
  const { sessionId, session, observed, enrichment, signals, uid, fetchedAtMs } = model;
  const toData = (data: object) => (asText ? toJsonText(data) : data);
  const enrichments: OcsfEnrichment[] = [];
  if (sessionId !== undefined) {
    enrichments.push({
      name: sessionPath,
      value: sessionId,
      type: 'auth0.session',
      provider: 'Auth0 Management API',
      created_time: fetchedAtMs,
      data: toData(session === undefined ? enrichment : { ...enrichment, session: session.session }),
    });
  }
  if (sessionId !== undefined && observed !== undefined) {
    enrichments.push({
      name: sessionPath,
      value: sessionId,
      type: 'session_enricher.observed',
      provider: 'session-enricher',
      data: toData(observed),
    });
  }
  if (signals !== undefined) {
    enrichments.push({
      name: sessionId === undefined ? 'metadata.uid' : sessionPath,
      value: sessionId ?? uid,
      type: 'session_enricher.signals',
      provider: 'session-enricher',
      created_time: fetchedAtMs,
      data: toData(signals),
    });
  }
  return enrichments.length > 0 ? enrichments : undefined;
}
