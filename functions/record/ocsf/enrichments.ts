import type { EventModel } from '../event-model.ts';
import { toNetworkList } from '../reading/read-networks.ts';
import { toJsonText } from '../text/to-json-text.ts';
import { toIndexableTexts } from '../text/to-indexable.ts';
import type { OcsfEnrichment } from './ocsf-record.ts';

/**
 * What was learned about the session, what log events tell of it where Auth0 did not, the networks of all addresses, and
 * what follows. All point at the attribute that holds the session ID (`sessionPath`); what needs no session points at the
 * record itself. Undefined when there is nothing.
 *
 * `asText`: `data` as JSON text, for readers whose tables give a column one type (Parquet).
 */
export function toEnrichments(
  model: EventModel,
  sessionPath: string,
  asText: boolean,
): OcsfEnrichment[] | undefined {
  const { sessionId, session, observed, enrichment, networks, signals, uid, fetchedAtMs } = model;
  const toData = (data: object) => (asText ? toJsonText(data) : data);
  const enrichments: OcsfEnrichment[] = [];
  // A record without a session ID says so in the same place.
  if (sessionId !== undefined || enrichment.status === 'no_session_id') {
    enrichments.push({
      name: sessionId === undefined ? 'metadata.uid' : sessionPath,
      value: sessionId ?? uid,
      type: 'auth0.session',
      provider: 'Auth0 Management API',
      created_time: fetchedAtMs,
      data: toData(session === undefined ? enrichment : { ...enrichment, session: session.indexable }),
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
  if (networks !== undefined) {
    enrichments.push({
      name: sessionId === undefined ? 'metadata.uid' : sessionPath,
      value: sessionId ?? uid,
      type: 'session_enricher.networks',
      provider: 'MMDB',
      data: toData({ networks: toNetworkList(networks) }),
    });
  }
  if (signals !== undefined) {
    enrichments.push({
      name: sessionId === undefined ? 'metadata.uid' : sessionPath,
      value: sessionId ?? uid,
      type: 'session_enricher.signals',
      provider: 'session-enricher',
      created_time: fetchedAtMs,
      data: toData(toIndexableTexts(signals)),
    });
  }
  return enrichments.length > 0 ? enrichments : undefined;
}
