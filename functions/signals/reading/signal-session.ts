import type { JsonObject } from '../../log-event/log-event.ts';
import { readTimeMs } from '../../log-event/read-time.ts';
import { readAsn, readList, readObject } from '../../log-event/read-value.ts';
import type { Known } from '../three-valued.ts';
import { type CompletedMethods, readMethods } from './authentication-methods.ts';
import { type NetworkAddress, parseAddress } from '../../log-event/network-address.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { parseUserAgent, type UserAgent } from './user-agent.ts';

/** What signals look at in a session, whatever the event. */
export interface SignalSession {
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
}

export interface DeviceReading {
  readonly address: NetworkAddress | undefined;
  readonly asn: number | undefined;
  readonly userAgent: UserAgent | undefined;
  readonly userAgentText?: string | undefined;
}

export const unknownDevice: DeviceReading = { address: undefined, asn: undefined, userAgent: undefined };

export interface ClientList {
  readonly ids: readonly string[];
  /** Entries, readable or not. */
  readonly count: number;
}

export function toSignalSession(fields: JsonObject): SignalSession {
  const device = readObject(fields['device']) ?? {};
  const lastInteractedAtMs = readTimeMs(fields['last_interacted_at']);
  return {
    fields,
    userId: readShownText(fields['user_id']),
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
  };
}

function readDevice(device: JsonObject, when: 'initial' | 'last'): DeviceReading {
  return {
    address: parseAddress(device[`${when}_ip`]),
    asn: readAsn(device[`${when}_asn`]),
    userAgent: parseUserAgent(device[`${when}_user_agent`]),
    userAgentText: readShownText(device[`${when}_user_agent`]),
  };
}

function readClients(value: unknown): ClientList | undefined {
  const entries = readList(value);
  if (!entries) return undefined;
  const ids = entries.map((entry) => readShownText(readObject(entry)?.['client_id']));
  return { ids: ids.filter((id) => id !== undefined), count: entries.length };
}

/** Whether a client is in a list. An entry that cannot be read may be the one, and an empty list says nothing. */
export function isAmong(clientId: string | undefined, clients: ClientList | undefined): Known {
  if (clientId === undefined || clients === undefined || clients.count === 0) return undefined;
  if (clients.ids.includes(clientId)) return true;
  return clients.ids.length === clients.count ? false : undefined;
}
