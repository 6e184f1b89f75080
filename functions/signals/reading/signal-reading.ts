import type { JsonObject } from '../../log-event/log-event.ts';
import type { SessionStatus } from '../../session/session-status.ts';
import { parseAsn } from './asn.ts';
import { type CompletedMethods, readMethods } from './authentication-methods.ts';
import type { SessionAnswers } from '../derive-signals.ts';
import { type NetworkAddress, parseAddress } from './network-address.ts';
import { readList, readNumber, readObject, readText, readTimeMs } from './read-value.ts';
import { rememberByObject } from '../remember-by-object.ts';
import type { EarlierEvent, SignalInput } from '../signal.ts';
import { differs, type Known } from '../three-valued.ts';
import { parseUserAgent, type UserAgent } from './user-agent.ts';

/** Everything signals look at, read once. What is missing, null, masked or no sense is undefined. */
export interface SignalReading {
  readonly type: string | undefined;
  readonly event: EventReading;
  readonly status: SessionStatus;
  /** Undefined unless the look-up came to `enriched`. */
  readonly session: SessionReading | undefined;
  readonly fetchedAtMs: number | undefined;
  /** Whether the answer was given at or after the event: an older one cannot speak of it. */
  readonly isCurrent: Known;
  /** Whether the session moved on after the event, so that its `last_*` may be newer than the event. */
  readonly hasRaced: Known;
  readonly earlier: EarlierEvent | undefined;
}

export interface EventReading {
  readonly data: JsonObject;
  readonly details: JsonObject | undefined;
  /** `date`, in epoch milliseconds. */
  readonly atMs: number | undefined;
  readonly address: NetworkAddress | undefined;
  readonly userAgent: UserAgent | undefined;
  readonly clientId: string | undefined;
  readonly userId: string | undefined;
}

export interface SessionReading {
  readonly fields: JsonObject;
  readonly userId: string | undefined;
  readonly initial: DeviceReading;
  readonly last: DeviceReading;
  readonly clients: ClientList | undefined;
  readonly methods: CompletedMethods | undefined;
  readonly createdAtMs: number | undefined;
  readonly authenticatedAtMs: number | undefined;
  readonly lastInteractedAtMs: number | undefined;
  readonly expiresAtMs: number | undefined;
  readonly idleExpiresAtMs: number | undefined;
  /** When it was last used or changed. */
  readonly movedAtMs: number | undefined;
  /** What it has answered by itself, kept with it for its next event. */
  answers: SessionAnswers | undefined;
}

export interface DeviceReading {
  readonly address: NetworkAddress | undefined;
  readonly asn: number | undefined;
  readonly userAgent: UserAgent | undefined;
}

export interface ClientList {
  readonly ids: readonly string[];
  /** Entries, readable or not. */
  readonly count: number;
}

/** Clocks differ, and the event itself counts as interaction. */
const raceToleranceMs = 2_000;

export function toReading({ event, outcome, earlier }: SignalInput): SignalReading {
  const data = readObject(event.data) ?? {};
  const eventAtMs = readTimeMs(data['date']);
  const fetchedAtMs = readTimeMs(outcome.fetchedAtMs);
  const fields = outcome.status === 'enriched' ? readObject(outcome.session) : undefined;
  const session = fields && readSession(fields);
  return {
    type: event.type,
    event: {
      data,
      details: readObject(data['details']),
      atMs: eventAtMs,
      address: parseAddress(data['ip']),
      userAgent: parseUserAgent(data['user_agent']),
      clientId: readText(data['client_id']),
      userId: readText(data['user_id']),
    },
    status: outcome.status,
    session,
    fetchedAtMs,
    isCurrent: fetchedAtMs === undefined || eventAtMs === undefined ? undefined : fetchedAtMs >= eventAtMs,
    hasRaced: toHasRaced(session?.movedAtMs, eventAtMs),
    earlier,
  };
}

function toHasRaced(movedAtMs: number | undefined, eventAtMs: number | undefined): Known {
  return movedAtMs === undefined || eventAtMs === undefined
    ? undefined
    : movedAtMs > eventAtMs + raceToleranceMs;
}

/** Once for all events of a session: the session cache hands out the same object. */
const readSession = rememberByObject(function readSession(fields: JsonObject): SessionReading {
  const device = readObject(fields['device']) ?? {};
  const lastInteractedAtMs = readTimeMs(fields['last_interacted_at']);
  return {
    fields,
    userId: readText(fields['user_id']),
    initial: readDevice(device, 'initial'),
    last: readDevice(device, 'last'),
    clients: readClients(fields['clients']),
    methods: readMethods(readObject(fields['authentication'])?.['methods']),
    createdAtMs: readTimeMs(fields['created_at']),
    authenticatedAtMs: readTimeMs(fields['authenticated_at']),
    lastInteractedAtMs,
    expiresAtMs: readTimeMs(fields['expires_at']),
    idleExpiresAtMs: readTimeMs(fields['idle_expires_at']),
    movedAtMs: lastInteractedAtMs ?? readTimeMs(fields['updated_at']),
    answers: undefined,
  };
});

function readDevice(device: JsonObject, when: 'initial' | 'last'): DeviceReading {
  return {
    address: parseAddress(device[`${when}_ip`]),
    asn: parseAsn(device[`${when}_asn`]),
    userAgent: parseUserAgent(device[`${when}_user_agent`]),
  };
}

function readClients(value: unknown): ClientList | undefined {
  const entries = readList(value);
  if (!entries) return undefined;
  const ids = entries.map((entry) => readText(readObject(entry)?.['client_id']));
  return { ids: ids.filter((id) => id !== undefined), count: entries.length };
}

/** Whether a client is in a list. An entry that cannot be read may be the one, and an empty list says nothing. */
export function isAmong(clientId: string | undefined, clients: ClientList | undefined): Known {
  if (clientId === undefined || clients === undefined || clients.count === 0) return undefined;
  if (clients.ids.includes(clientId)) return true;
  return clients.ids.length === clients.count ? false : undefined;
}

/** Whether two addresses lie in different prefixes (/24, /48); IPv4 and IPv6 always do. */
export function isOtherPrefix(one: NetworkAddress | undefined, other: NetworkAddress | undefined): Known {
  return differs(one?.prefix, other?.prefix);
}

/** The place of an event, by Auth0's geo location of its address. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

export function readPlace(value: unknown): Place | undefined {
  const place = readObject(value);
  const latitude = readNumber(place?.['latitude']);
  const longitude = readNumber(place?.['longitude']);
  if (latitude === undefined || longitude === undefined) return undefined;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}
