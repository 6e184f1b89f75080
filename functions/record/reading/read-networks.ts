import { readObject } from '../../log-event/read-value.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { SessionOutcome } from '../../session/session-outcome.ts';
import type { LookUpNetwork, AddressNetwork } from './address-network.ts';
import { readIp } from './read-values.ts';

/** By the address as the record shows it. */
export type Networks = ReadonlyMap<string, AddressNetwork>;

/** What a record's addresses are read from. */
export interface AddressSources {
  readonly event: LogEvent;
  readonly outcome: SessionOutcome;
}

/**
 * The networks of every address that a record has: the event's own first. Asked for by the address as it came, for of one
 * that privacy has cut nobody knows the network; told only of those that are shown.
 */
export function readNetworks(
  original: AddressSources,
  shown: AddressSources,
  lookUp: LookUpNetwork,
): Networks | undefined {
  const before = listAddresses(original);
  const networks = new Map<string, AddressNetwork>();
  for (const [index, value] of listAddresses(shown).entries()) {
    const ip = readIp(value);
    const asked = readIp(before[index]);
    if (ip === undefined || asked === undefined || networks.has(ip)) continue;
    const network = lookUp(asked);
    if (network !== undefined) networks.set(ip, network);
  }
  return networks.size === 0 ? undefined : networks;
}

function listAddresses({
  event: { data },
  outcome: { session, observed },
}: AddressSources): readonly unknown[] {
  const device = readObject(session?.device);
  const request = readObject(readObject(data['details'])?.['request']);
  return [
    data['ip'],
    data['client_ip'],
    request?.['ip'],
    device?.['initial_ip'],
    device?.['last_ip'],
    observed?.initial_ip?.value,
    observed?.last_ip?.value,
  ];
}

/** As every format writes them: each address with what is known of it. */
export function toNetworkList(networks: Networks): readonly (AddressNetwork & { readonly ip: string })[] {
  return [...networks].map(([ip, { asn, organization, country }]) => ({ ip, asn, organization, country }));
}
