import { LRUCache } from 'lru-cache';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { SessionOutcome } from '../../session/session-outcome.ts';
import { readList, readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { readTimeMs, toPlausibleMs } from '../../log-event/read-time.ts';
import type { EarlierEvent } from '../signal.ts';
import { type GeoPoint, readGeoPoint } from './geo-point.ts';

export interface EarlierEventsOptions {
  /** Sessions kept; the one not asked for longest goes first. About 1 kB each. @default 10_000 */
  readonly maxEntries?: number;
}

/** What this worker knows of the events that came before one. Best effort: another worker may know others. */
export interface EarlierEventMemory {
  /** What events of the same session, older than this one and not itself, left behind; undefined when nothing did. */
  recall(event: LogEvent): EarlierEvent | undefined;
  /** Repeats and events out of order may come at any time: what is known of newer ones stays. */
  remember(event: LogEvent, outcome: SessionOutcome): void;
}

interface Trace {
  readonly logId: string;
  readonly atMs: number;
  readonly place: GeoPoint | undefined;
  readonly clients: { readonly ids: readonly string[]; readonly readAtMs: number } | undefined;
  readonly isEnd: boolean;
}

/** More than one, so that a repeat recalls what its first delivery did, and so gives the same record. */
const tracesPerSession = 4;
const longestId = 256;
/** A session with more applications is not worth the memory: its list counts as unknown. */
const mostClients = 50;

/**
 * Remembers a little of each session, so that `impossible_travel` and `new_client` can be answered, and a use after the logout
 * is noticed.
 *
 * Optional, in memory and per worker: with two workers about half of the pairs are seen, and a cold start forgets all.
 * Without it these signals are absent, never false.
 */
export function createEarlierEvents(options: EarlierEventsOptions = {}): EarlierEventMemory {
  const { maxEntries = 10_000 } = options;
  if (!Number.isInteger(maxEntries) || maxEntries < 1) {
    throw new Error(`maxEntries must be a whole number above 0, got ${maxEntries}`);
  }
  /** By session ID, newest trace first. */
  const traces = new LRUCache<string, Trace[]>({ max: maxEntries });

  return {
    recall(event) {
      const atMs = toAtMs(event);
      if (event.sessionId === undefined || atMs === undefined) return undefined;
      const known = traces.get(event.sessionId);
      return known && toEarlierEvent(known, { logId: event.logId, atMs });
    },

    remember(event, outcome) {
      if (event.sessionId === undefined || !isShort(event)) return;
      const known = traces.get(event.sessionId);
      const trace = toTrace(event, outcome, known?.[0]);
      if (trace === undefined) return;
      if (known === undefined) traces.set(event.sessionId, [trace]);
      else insert(known, trace);
    },
  };
}

/** Auth0's have 32 and 56 characters; what is longer was made up by somebody, and is not worth the memory. */
function isShort({ sessionId = '', logId }: LogEvent): boolean {
  return sessionId.length <= longestId && logId.length <= longestId;
}

/** In its place among the others, and in the place of an earlier delivery of itself. */
function insert(traces: Trace[], trace: Trace): void {
  const repeated = traces.findIndex(({ logId }) => logId === trace.logId);
  if (repeated >= 0) traces.splice(repeated, 1);
  const older = traces.findIndex((other) => compare(other, trace) > 0);
  traces.splice(older < 0 ? traces.length : older, 0, trace);
  if (traces.length > tracesPerSession) traces.pop();
}

type Position = Pick<Trace, 'logId' | 'atMs'>;

/** Newest first; of the same moment, the greater ID, so that every delivery sees the same order. */
function compare(one: Position, other: Position): number {
  if (one.atMs !== other.atMs) return other.atMs - one.atMs;
  if (one.logId === other.logId) return 0;
  return one.logId < other.logId ? 1 : -1;
}

/** The event's own time: `occurredAtMs` may be the time of a delivery, and would put a repeat behind itself. */
function toAtMs({ data }: LogEvent): number | undefined {
  return readTimeMs(readObject(data)?.['date']);
}

/** What is as in another trace of the session is that trace's own object: mostly all is, and one takes half the memory. */
function toTrace(event: LogEvent, outcome: SessionOutcome, other: Trace | undefined): Trace | undefined {
  const atMs = toAtMs(event);
  if (atMs === undefined) return undefined;
  const place = readGeoPoint(readObject(event.data)?.['location_info']);
  return {
    logId: event.logId,
    atMs,
    place: isSamePlace(place, other?.place) ? other?.place : place,
    clients: toClients(outcome, other?.clients),
    isEnd: event.type !== undefined && ends.has(event.type),
  };
}

function isSamePlace(one: GeoPoint | undefined, other: GeoPoint | undefined): boolean {
  return one?.latitude === other?.latitude && one?.longitude === other?.longitude;
}

function toClients(outcome: SessionOutcome, other: Trace['clients']): Trace['clients'] {
  const session = outcome.status === 'enriched' ? readObject(outcome.session) : undefined;
  const readAtMs = toPlausibleMs(outcome.fetchedAtMs);
  if (session === undefined || readAtMs === undefined) return undefined;
  // Of one session, what was read at the same time is the same answer.
  if (other?.readAtMs === readAtMs) return other;
  const ids = readClientIds(session['clients']);
  return ids && { ids, readAtMs };
}

/**
 * Logout and revocation end a session for good. What it tells of its own lifetime does not: an Action may extend that,
 * and each use moves `idle_expires_at` on.
 */
const ends = new Set(['slo', 'session_revoked']);

/** The whole list, or nothing: a client left out would look new. */
function readClientIds(value: unknown): readonly string[] | undefined {
  const entries = readList(value);
  if (!entries || entries.length > mostClients) return undefined;
  const ids = entries.map((entry) => readShownText(readObject(entry)?.['client_id']));
  return ids.every((id) => id !== undefined) ? ids : undefined;
}

/** Of each kind what the newest event before this one tells that tells it; the time is that of the place. */
function toEarlierEvent(traces: readonly Trace[], event: Position): EarlierEvent | undefined {
  let newest: Trace | undefined;
  let placed: Trace | undefined;
  let listed: Trace | undefined;
  let end: Trace | undefined;
  for (const trace of traces) {
    if (compare(trace, event) <= 0) continue;
    newest ??= trace;
    if (trace.place) placed ??= trace;
    // A list read after this event may hold its client already: nothing would look new.
    if (trace.clients && trace.clients.readAtMs < event.atMs) listed ??= trace;
    // Of ends the first: what came after it came too late.
    if (trace.isEnd) end = trace;
  }
  if (!newest) return undefined;
  const earlier: { -readonly [key in keyof EarlierEvent]: EarlierEvent[key] } = {
    occurredAtMs: (placed ?? newest).atMs,
  };
  if (placed?.place) {
    earlier.latitude = placed.place.latitude;
    earlier.longitude = placed.place.longitude;
  }
  if (listed?.clients) earlier.clientIds = listed.clients.ids;
  if (end) earlier.endsAtMs = end.atMs;
  return earlier;
}
