import type { EventModel } from '../event-model.ts';
import { toJsonText } from '../to-json-text.ts';
import type { OcsfEnrichment } from './ocsf-record.ts';

/**
 * What was learned about the session, and what follows from it. Both point at the attribute that holds the session
 * ID (`sessionPath`); signals that need no session point at the record itself.
 *
 * `asText`: `data` as JSON text, for readers whose tables give a column one type (Parquet).
 */
export function toEnrichments(model: EventModel, sessionPath: string, asText: boolean): OcsfEnrichment[] {
  const { sessionId, session, enrichment, signals, fetchedAtMs, uid } = model;
  const enrichments: OcsfEnrichment[] = [];
  if (sessionId !== undefined) {
    const data = session === undefined ? enrichment : { ...enrichment, session: session.session };
    enrichments.push(
      toEnrichment(
        sessionPath,
        sessionId,
        'auth0.session',
        'Auth0 Management API',
        fetchedAtMs,
        asText ? toJsonText(data) : data,
      ),
    );
  }
  if (signals !== undefined) {
    enrichments.push(
      toEnrichment(
        sessionId === undefined ? 'metadata.uid' : sessionPath,
        sessionId ?? uid,
        'session_enricher.signals',
        'session-enricher',
        fetchedAtMs,
        asText ? toJsonText(signals) : signals,
      ),
    );
  }
  return enrichments;
}

function toEnrichment(
  name: string,
  value: string,
  type: string,
  provider: string,
  createdMs: number | undefined,
  data: unknown,
): OcsfEnrichment {
  const enrichment: OcsfEnrichment = { name, value, type, provider, data };
  if (createdMs !== undefined) enrichment.created_time = createdMs;
  return enrichment;
}
