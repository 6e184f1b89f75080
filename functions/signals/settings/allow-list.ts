import type { NetworkAddress } from '../../log-event/network-address.ts';
import type { ReadyAllowList } from './ready-settings.ts';

/**
 * The entry that explains a move to this network, if there is one. Only where the move leads to counts: a session
 * that began in the office and is used elsewhere is not explained by the office. Pairs hold in both directions.
 */
export function toAllowedMove(
  allow: ReadyAllowList,
  to: { readonly address: NetworkAddress | undefined; readonly asn?: number | undefined },
  fromAsn?: number,
): string | undefined {
  const { address, asn } = to;
  const pair =
    asn !== undefined && fromAsn !== undefined ? allow.asnPairs.get(`${fromAsn} ${asn}`) : undefined;
  if (pair !== undefined) return pair;
  if (asn !== undefined && allow.asns.has(asn)) return String(asn);
  return address && allow.ranges.find((range) => range.contains(address))?.text;
}

/** The entry that explains an unusual program or application: a client known to embed web views, or to be automated. */
export function toAllowedClient(allow: ReadyAllowList, clientId: string | undefined): string | undefined {
  return clientId !== undefined && allow.clientIds.has(clientId) ? clientId : undefined;
}
