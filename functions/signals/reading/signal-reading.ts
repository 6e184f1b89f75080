import type { JsonObject } from '../../log-event/log-event.ts';
import { readTimeMs, toPlausibleMs } from '../../log-event/read-time.ts';
import { readObject } from '../../log-event/read-value.ts';
import type { SessionStatus } from '../../session/session-status.ts';
import type { EarlierEvent, SignalInput } from '../signal.ts';
import { differs, type Known } from '../three-valued.ts';
import { type NetworkAddress, parseAddress } from './network-address.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import type { SignalSession } from './signal-session.ts';
import { parseUserAgent, type UserAgent } from './user-agent.ts';

/** Everything signals look at, read once. What is missing, null, masked or no sense is undefined. */
export interface SignalReading {
  readonly type: string | undefined;
  readonly event: EventReading;
  readonly status: SessionStatus;
  /** Undefined unless the look-up came to `enriched`. */
  readonly session: SignalSession | undefined;
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

/** Clocks differ, and the event itself counts as interaction. */
const raceToleranceMs = 2_000;

/** `session`: the outcome's, read. */
export function toReading(
  { event, outcome, earlier }: SignalInput,
  session: SignalSession | undefined,
): SignalReading {
  const data = readObject(event.data) ?? {};
  const eventAtMs = readTimeMs(data['date']);
  const fetchedAtMs = toPlausibleMs(outcome.fetchedAtMs);
  return {
    type: event.type,
    event: {
      data,
      details: readObject(data['details']),
      atMs: eventAtMs,
      address: parseAddress(data['ip']),
      userAgent: parseUserAgent(data['user_agent']),
      clientId: readShownText(data['client_id']),
      userId: readShownText(data['user_id']),
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

/** Whether two addresses lie in different prefixes (/24, /48); IPv4 and IPv6 always do. */
export function isOtherPrefix(one: NetworkAddress | undefined, other: NetworkAddress | undefined): Known {
  return differs(one?.prefix, other?.prefix);
}
