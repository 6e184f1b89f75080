import type { Known } from '../three-valued.ts';
import type { NetworkAddress } from '../../log-event/network-address.ts';

/** Where something came from, as far as it is known. */
export interface Network {
  readonly address: NetworkAddress | undefined;
  readonly asn: number | undefined;
}

/**
 * Whether two places are in one network: the same prefix (/24, /48) or autonomous system, another one where the numbers
 * differ or, without them, the prefixes. From IPv4 to IPv6 nothing follows without both numbers: one household has both.
 */
export function isSameNetwork(one: Network, other: Network): Known {
  const isKnown = one.address !== undefined && other.address !== undefined;
  if (isKnown && one.address.prefix === other.address.prefix) return true;
  if (one.asn !== undefined && other.asn !== undefined) return one.asn === other.asn;
  if (!isKnown || one.address.version !== other.address.version) return undefined;
  return false;
}
