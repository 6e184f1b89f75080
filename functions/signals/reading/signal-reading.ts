import type { JsonObject } from '../../log-event/log-event.ts';
import { readTimeMs, toPlausibleMs } from '../../log-event/read-time.ts';
import { readObject } from '../../log-event/read-value.ts';
import { toTlsFingerprint } from '../../log-event/tls-fingerprint.ts';
import type { SessionStatus } from '../../session/session-status.ts';
import type { SignalInput } from '../signal.ts';
import type { Known } from '../three-valued.ts';
import { type EventLegs, toEventLegs, withoutLegs } from './event-side.ts';
import { isFromBrowser, isSessionUse } from './event-types.ts';
import { type GeoPoint, readGeoPoint } from './geo-point.ts';
import { type NetworkAddress, parseAddress } from '../../log-event/network-address.ts';
import { type Past, toPast } from './past.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { type DeviceReading, type SignalSession, unknownDevice } from './signal-session.ts';
import { parseUserAgent, type UserAgent } from './user-agent.ts';

/** Everything signals look at, read once. What is missing, null, masked or no sense is undefined. */
export interface SignalReading {
  readonly type: string | undefined;
  readonly event: EventReading;
  /** Whether address and program are those of the user's browser. */
  readonly isFromBrowser: boolean;
  /** Whether the session was alive at that moment. */
  readonly isSessionUse: boolean;
  readonly status: SessionStatus;
  /** Undefined unless the look-up came to `enriched`. */
  readonly session: SignalSession | undefined;
  /** As it was read, where it has moved on since. */
  readonly asRead: SignalSession | undefined;
  readonly fetchedAtMs: number | undefined;
  /** Whether the answer was given at or after the event: an older one cannot speak of it. */
  readonly isCurrent: Known;
  /** How the session began: by Auth0's answer, else by its login where that was seen. */
  readonly origin: DeviceReading;
  /** Where a browser's event was, and with what: its own, else, masked, what the session was last used by. */
  readonly here: DeviceReading;
  readonly legs: EventLegs;
  /** Undefined when log events are not remembered. */
  readonly past: Past | undefined;
}

export interface EventReading {
  readonly data: JsonObject;
  readonly details: JsonObject | undefined;
  /** `date`, in epoch milliseconds. */
  readonly atMs: number | undefined;
  readonly address: NetworkAddress | undefined;
  readonly userAgent: UserAgent | undefined;
  /** TLS version and cipher part of the JA4. */
  readonly tls: string | undefined;
  readonly place: GeoPoint | undefined;
  readonly clientId: string | undefined;
  readonly userId: string | undefined;
}

/** `session`, `asRead`: the outcome's, and the answer's, read. */
export function toReading(
  { event, outcome, history }: SignalInput,
  session: SignalSession | undefined,
  asRead: SignalSession | undefined,
): SignalReading {
  const data = readObject(event.data) ?? {};
  const atMs = readTimeMs(data['date']);
  const fetchedAtMs = toPlausibleMs(outcome.fetchedAtMs);
  return placeReading({
    type: event.type,
    event: {
      data,
      details: readObject(data['details']),
      atMs,
      address: parseAddress(data['ip']),
      userAgent: parseUserAgent(data['user_agent']),
      tls: toTlsFingerprint(readShownText(readObject(data['security_context'])?.['ja4'])),
      place: readGeoPoint(data['location_info']),
      clientId: readShownText(data['client_id']),
      userId: readShownText(data['user_id']),
    },
    isFromBrowser: isFromBrowser(event.type),
    isSessionUse: isSessionUse(event.type),
    status: outcome.status,
    session,
    asRead,
    fetchedAtMs,
    isCurrent: fetchedAtMs === undefined || atMs === undefined ? undefined : fetchedAtMs >= atMs,
    past: history && atMs !== undefined ? toPast(history, history.session, atMs, history) : undefined,
  });
}

type Unplaced = Omit<SignalReading, 'origin' | 'here' | 'legs'>;

/** Adds where the event stands in its session. */
export function placeReading(reading: Unplaced): SignalReading {
  const { session, past, event, isFromBrowser: fromBrowser } = reading;
  const origin = toOrigin(session, past);
  const last = session?.last ?? unknownDevice;
  const address = event.address ?? last.address;
  const here = { address, asn: toAsn(address, last, origin), userAgent: event.userAgent ?? last.userAgent };
  const legs = fromBrowser ? toEventLegs(here, origin, last) : withoutLegs;
  return {
    type: reading.type,
    event,
    isFromBrowser: fromBrowser,
    isSessionUse: reading.isSessionUse,
    status: reading.status,
    session,
    asRead: reading.asRead,
    fetchedAtMs: reading.fetchedAtMs,
    isCurrent: reading.isCurrent,
    origin,
    here,
    legs,
    past,
  };
}

/** What Auth0 does not tell of the beginning may stand in the session's login. */
function toOrigin(session: SignalSession | undefined, past: Past | undefined): DeviceReading {
  const initial = session?.initial ?? unknownDevice;
  if (initial.address !== undefined && initial.userAgent !== undefined) return initial;
  const history = past?.session;
  const beginning = history?.beginning;
  if (beginning === undefined) return initial;
  const text = beginning.agent === undefined ? undefined : history?.view.agents.get(beginning.agent);
  return {
    address: initial.address ?? parseAddress(beginning.ip),
    asn: initial.asn,
    userAgent: initial.userAgent ?? parseUserAgent(text),
    userAgentText: initial.userAgentText ?? text,
  };
}

/** Auth0 tells no number for an event's address, but it tells those of the first and the last one. */
export function toAsn(
  address: NetworkAddress | undefined,
  last: DeviceReading,
  initial: DeviceReading,
): number | undefined {
  if (address === undefined) return undefined;
  if (address.prefix === last.address?.prefix && last.asn !== undefined) return last.asn;
  return address.prefix === initial.address?.prefix ? initial.asn : undefined;
}
