import type { EventModel } from '../event-model.ts';
import { toSessionText } from '../reading/read-session.ts';
import { toJsonText } from '../text/to-json-text.ts';
import type { OcsfEnrichment } from './ocsf-record.ts';

/**
 * What was learned about the session, and what follows from it. Both point at the attribute that holds the session
 * ID (`sessionPath`); signals that need no session point at the record itself.
 *
 * `asText`: `data` as JSON text, for readers whose tables give a column one type (Parquet). Otherwise the session
 * itself is still missing here: {@link toOcsfLine} adds it, ready written.
 */
export function toEnrichments(model: EventModel, sessionPath: string, asText: boolean): OcsfEnrichment[] {
  const { sessionId, signals, uid } = model;
  const enrichments: OcsfEnrichment[] = [];
  if (sessionId !== undefined) {
    enrichments.push(
      toEnrichment(
        model,
        sessionPath,
        sessionId,
        'auth0.session',
        'Auth0 Management API',
        toSessionData(model, asText),
      ),
    );
  }
  if (signals !== undefined) {
    const name = sessionId === undefined ? 'metadata.uid' : sessionPath;
    const data = asText ? toJsonText(signals) : signals;
    enrichments.push(
      toEnrichment(model, name, sessionId ?? uid, 'session_enricher.signals', 'session-enricher', data),
    );
  }
  return enrichments;
}

function toSessionData({ enrichment, session }: EventModel, asText: boolean): unknown {
  if (!asText) return enrichment;
  const text = toJsonText(enrichment);
  return session === undefined ? text : `${text.slice(0, -1)},"session":${toSessionText(session)}}`;
}

function toEnrichment(
  { fetchedAtMs }: EventModel,
  name: string,
  value: string,
  type: string,
  provider: string,
  data: unknown,
): OcsfEnrichment {
  return fetchedAtMs === undefined
    ? { name, value, type, provider, data }
    : { name, value, type, provider, created_time: fetchedAtMs, data };
}
