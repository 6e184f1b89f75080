import type { SignalBlock } from '../../signals/signal.ts';
import type { EventModel } from '../event-model.ts';
import type { EnrichmentReading } from '../reading/read-enrichment.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { type SessionReading, toSessionText } from '../reading/read-session.ts';
import { toSignalsText } from '../signal-text.ts';
import { toEscapedText, withoutLoneSurrogates } from '../text/to-json-text.ts';
import { toObservablesText } from './observables-text.ts';
import type { OcsfEnrichment, OcsfRecord } from './ocsf-record.ts';
import type { PartialRecord } from './to-ocsf.ts';
import { addLeaves } from './unmapped.ts';

/**
 * The record as one line, with the leaves that are not `placed` in its `unmapped` and the session in its enrichment.
 *
 * Most of a line is put together here instead of by one `JSON.stringify`: what all events of a session share is written
 * once and joined on, and small objects that are all alike are written faster so. Takes the record apart.
 */
export function toOcsfLine(
  { record, written }: PartialRecord,
  { data, session }: Pick<EventModel, 'data' | 'session'>,
  placed: PlacedLeaves,
): string {
  const { unmapped, observables, enrichments } = record;
  const rest: { [key in keyof OcsfRecord]: OcsfRecord[key] | undefined } = record;
  // A copy without them would cost more than all the rest.
  rest.unmapped = undefined;
  rest.observables = undefined;
  rest.enrichments = undefined;
  let text = JSON.stringify(rest).slice(0, -1) + written;
  if (observables !== undefined) text += toObservablesText(observables);
  // Never empty, and its values are texts: so it ends inside of one.
  text += `,"unmapped":{${toUnmappedText(unmapped)}`;
  text = addLeaves(text, data, placed);
  text += '"}';
  if (enrichments !== undefined) text += toEnrichmentsText(enrichments, session);
  text += '}';
  return withoutLoneSurrogates(text);
}

/** Members with text, without the last quote. */
function toUnmappedText(unmapped: OcsfRecord['unmapped']): string {
  let text = '';
  for (const key in unmapped) text += `${text === '' ? '' : '",'}"${key}":"${toEscapedText(unmapped[key]!)}`;
  return text;
}

/** Names, types and providers are ours and need no escaping. */
function toEnrichmentsText(
  enrichments: readonly OcsfEnrichment[],
  session: SessionReading | undefined,
): string {
  let text = ',"enrichments":[{';
  let isFirst = true;
  for (const { name, value, type, provider, created_time, data } of enrichments) {
    if (!isFirst) text += '},{';
    isFirst = false;
    text += `"name":"${name}","value":"${toEscapedText(value)}","type":"${type}","provider":"${provider}"`;
    if (created_time !== undefined) text += `,"created_time":${created_time}`;
    if (typeof data === 'string') text += `,"data":"${toEscapedText(data)}"`;
    else if (type !== 'auth0.session') text += `,"data":${toSignalsText(data as SignalBlock)}`;
    else text += `,"data":${toLookUpText(data as EnrichmentReading, session)}`;
  }
  return `${text}}]`;
}

function toLookUpText(enrichment: EnrichmentReading, session: SessionReading | undefined): string {
  const { status, source, fetched_at, lag_ms, reason } = enrichment;
  let text = `{"status":"${status}"`;
  if (source !== undefined) text += `,"source":"${source}"`;
  if (fetched_at !== undefined) text += `,"fetched_at":"${fetched_at}"`;
  if (lag_ms !== undefined) text += `,"lag_ms":${lag_ms}`;
  if (reason !== undefined) text += `,"reason":"${toEscapedText(reason)}"`;
  return session === undefined ? `${text}}` : `${text},"session":${toSessionText(session)}}`;
}
