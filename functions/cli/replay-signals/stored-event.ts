import type { JsonObject, LogEvent } from '../../log-event/log-event.ts';
import type { ParsedElement } from '../../log-event/parse-body.ts';
import { parseElement } from '../../log-event/parse-element.ts';
import { isJsonObject, parseJson } from '../../log-event/parse-json.ts';
import { readTimeMs } from '../../log-event/read-time.ts';
import { readObject } from '../../log-event/read-value.ts';
import type { AnsweredQuestion } from '../../enrich/look-up/settled-outcome.ts';
import { fromEcs } from './from-ecs.ts';
import { fromOcsf } from './from-ocsf.ts';
import type { RecordReading } from './record-reading.ts';

/** A customer's stored event, with what Auth0 had answered when its record was made. */
export interface StoredEvent {
  readonly event: LogEvent;
  /** Undefined: nobody asked, or the answer is not in the record. */
  readonly answer: AnsweredQuestion | undefined;
}

export type StoredElement =
  | StoredEvent
  /** A record that repeats what its event's own record says. */
  | { readonly isFinding: true }
  | { readonly reason: string };

/**
 * Reads a log event, or a record that session-enricher made of one: raw, OCSF of any version, or ECS, from the bucket or out of
 * an EventBridge envelope.
 */
export function readStored(element: ParsedElement): StoredElement {
  if (element.ok) return readRaw(element.event);
  const json = parseJson(element.text);
  const value = json.ok ? readObject(json.value) : undefined;
  const record = readObject(value?.['detail']) ?? value;
  if (record === undefined) return { reason: element.reason };
  const isOcsf = record['class_uid'] !== undefined && isJsonObject(record['metadata']);
  const isEcs = isJsonObject(record['ecs']) && isJsonObject(record['event']);
  if (!isOcsf && !isEcs) return { reason: element.reason };
  if (isFinding(record)) return { isFinding: true };
  return toStored(isOcsf ? fromOcsf(record) : fromEcs(record));
}

/** `{log_id, data}` with what we know in `details.session_enricher`, or an event as Auth0 sent it. */
function readRaw(event: LogEvent): StoredEvent {
  const details = readObject(event.data['details']);
  const known = readObject(details?.['session_enricher']);
  if (known === undefined) return { event, answer: undefined };
  const { session_enricher: _known, ...others } = details as JsonObject;
  const data = { ...event.data, details: others };
  const { status, fetched_at: fetchedAt, session } = known;
  return { event: { ...event, data }, answer: toAnswer({ status, fetchedAt, session }) };
}

/** Of a session and signal, beside the record of the event. */
function isFinding(record: JsonObject): boolean {
  const metadata = readObject(record['metadata']);
  const isOcsfFinding =
    record['finding_info'] !== undefined && metadata?.['uid'] !== metadata?.['original_event_uid'];
  return isOcsfFinding || readObject(readObject(record['auth0'])?.['finding']) !== undefined;
}

function toStored(reading: RecordReading): StoredElement {
  const { original, logId, data } = reading;
  const text = original ?? JSON.stringify({ log_id: logId, data });
  const parsed = parseElement(text, { receivedAtMs: Number.NaN });
  if (!parsed.ok) return { reason: 'a record from which its event cannot be read' };
  return { event: parsed.event, answer: toAnswer(reading) };
}

function toAnswer({
  status,
  fetchedAt,
  session,
}: Pick<RecordReading, 'status' | 'fetchedAt' | 'session'>): AnsweredQuestion | undefined {
  const fetchedAtMs = readTimeMs(fetchedAt);
  if (fetchedAtMs === undefined) return undefined;
  const found = readObject(session);
  if (status === 'enriched' && found !== undefined) return { session: found, fetchedAtMs };
  return status === 'not_found' ? { session: undefined, fetchedAtMs } : undefined;
}
