import { type SessionReading, toSessionText } from '../read-session.ts';
import { toJsonText } from '../to-json-text.ts';
import type { OcsfEnrichment, OcsfRecord } from './ocsf-record.ts';

/**
 * The record as one line, its enrichments last: the session, a quarter of the line and the same for all its events, is
 * written once and only joined on.
 */
export function toOcsfLine(record: OcsfRecord, session: SessionReading | undefined): string {
  const { enrichments } = record;
  if (session === undefined || enrichments === undefined) return toJsonText(record);
  record.enrichments = undefined;
  const rest = toJsonText(record);
  record.enrichments = enrichments;
  const texts = enrichments.map((enrichment) => toEnrichmentText(enrichment, session));
  return `${rest.slice(0, -1)},"enrichments":[${texts.join(',')}]}`;
}

/** `data` is an enrichment's last attribute, and never empty. */
function toEnrichmentText(enrichment: OcsfEnrichment, session: SessionReading): string {
  const text = toJsonText(enrichment);
  if (enrichment.type !== 'auth0.session' || typeof enrichment.data === 'string') return text;
  return `${text.slice(0, -2)},"session":${toSessionText(session)}}}`;
}
