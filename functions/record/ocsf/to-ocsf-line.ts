import type { SignalBlock } from '../../signals/signal.ts';
import type { EventModel } from '../event-model.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { type SessionReading, toSessionText } from '../read-session.ts';
import { addSignals } from '../signal-text.ts';
import { toEscapedText, withoutLoneSurrogates } from '../to-json-text.ts';
import type { OcsfEnrichment, OcsfObservable, OcsfRecord } from './ocsf-record.ts';
import { addLeaves } from './unmapped.ts';

/**
 * The record as one line, with the leaves that are not `placed` in its `unmapped` and the session in its enrichment.
 *
 * Half of a line is put together here instead of by one `JSON.stringify`: what all events of a session share is written
 * once and joined on, and many small objects that are all alike are written faster so. The parts are joined at the end,
 * as strings added up one by one would have to be untangled for another quarter of the time. Takes the record apart.
 */
export function toOcsfLine(
  record: OcsfRecord,
  { data, session }: Pick<EventModel, 'data' | 'session'>,
  placed: PlacedLeaves,
): string {
  const { unmapped, observables, enrichments } = record;
  const rest: { [key in keyof OcsfRecord]: OcsfRecord[key] | undefined } = record;
  // A copy without them would cost more than all the rest.
  rest.unmapped = undefined;
  rest.observables = undefined;
  rest.enrichments = undefined;
  const parts = [JSON.stringify(rest).slice(0, -1)];
  if (observables !== undefined) addObservables(parts, observables);
  // Never empty, and its values are texts: so it ends with a quote and a brace.
  parts.push(',"unmapped":', JSON.stringify(unmapped).slice(0, -2));
  addLeaves(parts, data, placed);
  parts.push('"}');
  if (enrichments !== undefined) addEnrichments(parts, enrichments, session);
  parts.push('}');
  return withoutLoneSurrogates(parts.join(''));
}

function addObservables(parts: string[], observables: readonly OcsfObservable[]): void {
  let before = ',"observables":[{"name":"';
  for (const { name, type_id, type, value } of observables) {
    parts.push(before, name, '","type_id":', String(type_id), ',"type":"', type, '","value":"');
    parts.push(toEscapedText(value));
    before = '"},{"name":"';
  }
  parts.push('"}]');
}

/** Names, types and providers are ours and need no escaping. */
function addEnrichments(
  parts: string[],
  enrichments: readonly OcsfEnrichment[],
  session: SessionReading | undefined,
): void {
  let before = ',"enrichments":[{"name":"';
  for (const { name, value, type, provider, created_time, data } of enrichments) {
    parts.push(before, name, '","value":"', toEscapedText(value), '","type":"', type);
    parts.push('","provider":"', provider, '"');
    if (created_time !== undefined) parts.push(',"created_time":', String(created_time));
    parts.push(',"data":');
    if (typeof data === 'string') parts.push('"', toEscapedText(data), '"');
    else if (type !== 'auth0.session') addSignals(parts, data as SignalBlock);
    else if (session === undefined) parts.push(JSON.stringify(data));
    else parts.push(JSON.stringify(data).slice(0, -1), ',"session":', toSessionText(session), '}');
    before = '},{"name":"';
  }
  parts.push('}]');
}
