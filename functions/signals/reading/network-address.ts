import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';
import { rememberByText } from '../../log-event/remember-by-text.ts';

/** An address as compared: IPv4-mapped IPv6 has become IPv4. */
export interface NetworkAddress {
  /** As it came. */
  readonly text: string;
  readonly version: 4 | 6;
  /** One spelling per address. */
  readonly canonical: string;
  /** The /24 of an IPv4 address, the /48 of an IPv6 address: what a household or an office keeps. */
  readonly prefix: string;
  /** For comparing with a range; made when asked for. */
  readonly parse: () => ipaddr.IPv4 | ipaddr.IPv6;
}

const longestAddress = 64;
// The same few addresses come again and again, and reading an IPv6 address costs more than all signals together.
const recallAddress = rememberByText(readAddress, { most: 5_000 });

/**
 * Reads an IPv4 address of four decimal parts or an IPv6 address; anything else is unknown. The short, octal and
 * hexadecimal forms of IPv4 are refused: systems disagree on what they mean.
 */
export function parseAddress(value: unknown): NetworkAddress | undefined {
  return typeof value === 'string' && value.length <= longestAddress ? recallAddress(value) : undefined;
}

function readAddress(value: string): NetworkAddress | undefined {
  // Four decimal parts without leading zeros: one spelling for each, and nearly all there are.
  if (isIPv4(value)) return toIpv4(value, value);
  if (!value.includes(':') || !ipaddr.IPv6.isValid(value)) return undefined;
  const parsed = ipaddr.IPv6.parse(value);
  if (parsed.isIPv4MappedAddress()) return toIpv4(value, parsed.toIPv4Address().toString());
  return {
    text: value,
    version: 6,
    canonical: parsed.toString(),
    prefix: `6:${parsed.toByteArray().slice(0, 6).join('.')}`,
    parse: () => parsed,
  };
}

function toIpv4(text: string, canonical: string): NetworkAddress {
  return {
    text,
    version: 4,
    canonical,
    prefix: `4:${canonical.slice(0, canonical.lastIndexOf('.'))}`,
    parse: () => ipaddr.IPv4.parse(canonical),
  };
}

/** A range of addresses as a tenant wrote it: CIDR, or one address. */
export interface AddressRange {
  readonly text: string;
  contains(address: NetworkAddress): boolean;
}

/** Undefined when the text is neither an address nor CIDR. As strict with addresses as {@link parseAddress}. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [first = '', bits, ...more] = text.split('/');
  const network = parseAddress(first);
  if (!network || more.length > 0) return undefined;
  if (bits === undefined) return { text, contains: ({ canonical }) => canonical === network.canonical };
  const isMapped = network.version === 4 && first.includes(':');
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) - (isMapped ? 96 : 0) : -1;
  if (length < 0 || length > (network.version === 4 ? 32 : 128)) return undefined;
  const base = network.parse();
  return {
    text,
    contains: ({ parse, version }) => version === network.version && parse().match(base, length),
  };
}
