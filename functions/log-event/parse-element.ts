import { createHash } from 'node:crypto';
import type { JsonObject, LogEvent } from './log-event.ts';
import { readLogIdTime, readTimeMs } from './read-time.ts';
import { describeKind, isJsonObject, parseJson } from './parse-json.ts';
import { findSessionId, readSessionEventId } from './session-id.ts';

/** A reason is one of a few fixed sentences and never quotes the element, so it may be logged and answered. */
export type ParsedEvent =
  | { readonly ok: true; readonly event: LogEvent }
  | { readonly ok: false; readonly reason: string };

/** Longer than any `log_id` (56 digits): a longer one is somebody else's idea and no identity. */
const maxIdLength = 256;

/**
 * Reads one element: `{log_id, data}` as a log stream sends it, the same as `detail` of an EventBridge envelope, a bare
 * event, one of the pull API, or a bare session event, directly or as a `detail`.
 *
 * Loose on purpose, since real events break their own schemas: an object with a `type`, everything else optional.
 * The event's `data` is the innermost object as it stands.
 *
 * Without a `type` it has to be a session event: `session_id`, or `sid` as ID tokens and logout tokens call it, beside
 * whatever else its sender knows (`user_id`, `ip`, `user_agent`, `date`). Without a `log_id` its content is its
 * identity: sent again it is a repeat, so a sender that means two events gives each its `date`.
 */
export function parseElement(text: string, options: { readonly receivedAtMs: number }): ParsedEvent {
  const json = parseJson(text);
  if (!json.ok) return json;
  if (!isJsonObject(json.value)) return refuse(`expected a JSON object, got ${describeKind(json.value)}`);

  const detail = unwrap(json.value, 'detail');
  const element = detail ?? json.value;
  const data = unwrap(element, 'data') ?? element;
  const { type } = data;
  if (type !== undefined && type !== null && typeof type !== 'string') {
    return refuse(`type: expected a log type code as text, got ${describeKind(type)}`);
  }
  if (type === '') return refuse('type: expected a log type code, got empty text');

  const isLogEvent = typeof type === 'string';
  const sessionId = isLogEvent ? findSessionId(data) : readSessionEventId(data);
  if (!isLogEvent && sessionId === undefined) {
    return refuse('no event: neither a type (log event) nor a session_id or sid (session event)');
  }

  const envelope = detail === undefined ? undefined : json.value;
  const logId = toId(element['log_id']) ?? toId(data['log_id']) ?? toId(data['_id']);
  const occurredAtMs =
    readTimeMs(data['date']) ??
    readLogIdTime(logId) ??
    readTimeMs(envelope?.['time']) ??
    options.receivedAtMs;
  return {
    ok: true,
    event: {
      logId: logId ?? hashContent(data, envelope?.['id']),
      type: isLogEvent ? type : undefined,
      data,
      sessionId,
      occurredAtMs,
    },
  };
}

function refuse(reason: string): ParsedEvent {
  return { ok: false, reason };
}

/** The object under `key`, where the object around it is a wrapper and not itself an event that has such a key. */
function unwrap(outer: JsonObject, key: 'detail' | 'data'): JsonObject | undefined {
  const inner = outer[key];
  if (!isJsonObject(inner) || typeof outer['type'] === 'string') return undefined;
  return readSessionEventId(outer) === undefined ? inner : undefined;
}

function toId(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxIdLength ? value : undefined;
}

/**
 * Identity of an event that has none: the same content gives the same ID, whatever the order of its keys. EventBridge's
 * own ID counts as content, so that two equal events stay two while one delivered twice stays one.
 */
function hashContent(data: JsonObject, envelopeId: unknown): string {
  const content = toCanonicalJson(typeof envelopeId === 'string' ? [data, envelopeId] : [data]);
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function toCanonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCanonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.keys(value).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${toCanonicalJson(value[key])}`).join(',')}}`;
}
