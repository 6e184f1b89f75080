import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/** An address as compared: IPv4-mapped IPv6 has become IPv4. */
export interface NetworkAddress {
  /** As it came. */
  readonly text: string;
  readonly version: 4 | 6;
  /** One spelling per address. */
  readonly canonical: string;
  /** The /24 of an IPv4 address, the /48 of an IPv6 address: what a household or an office keeps. */
  readonly prefix: string;
  readonly parsed: ipaddr.IPv4 | ipaddr.IPv6;
}

const longestAddress = 64;
const notAnAddress = Symbol('not an address');

// The same few addresses come again and again, and reading an IPv6 address costs more than all signals together.
const remembered = new LRUCache<string, NetworkAddress | typeof notAnAddress>({ max: 5_000 });

/**
 * Reads an IPv4 address of four decimal parts or an IPv6 address; anything else is unknown. The short, octal and
 * hexadecimal forms of IPv4 are refused: systems disagree on what they mean.
 */
export function parseAddress(value: unknown): NetworkAddress | undefined {
  if (typeof value !== 'string' || value.length === 0 || value.length > longestAddress) return undefined;
  const known = remembered.get(value);
  if (known !== undefined) return known === notAnAddress ? undefined : known;
  const address = readAddress(value);
  remembered.set(value, address ?? notAnAddress);
  return address;
}

function readAddress(value: string): NetworkAddress | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(value)) return toAddress(value, ipaddr.IPv4.parse(value));
  if (!value.includes(':') || !ipaddr.IPv6.isValid(value)) return undefined;
  const parsed = ipaddr.IPv6.parse(value);
  return toAddress(value, parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed);
}

function toAddress(text: string, parsed: ipaddr.IPv4 | ipaddr.IPv6): NetworkAddress {
  const isIpv4 = parsed instanceof ipaddr.IPv4;
  const bytesOfPrefix = isIpv4 ? 3 : 6;
  return {
    text,
    version: isIpv4 ? 4 : 6,
    canonical: parsed.toString(),
    prefix: `${isIpv4 ? 4 : 6}:${parsed.toByteArray().slice(0, bytesOfPrefix).join('.')}`,
    parsed,
  };
}

/** A range of addresses as a tenant wrote it: CIDR, or one address. */
export interface AddressRange {
  readonly text: string;
  contains(address: NetworkAddress): boolean;
}

/** Undefined when the text is neither an address nor CIDR. As strict with addresses as {@link parseAddress}. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [base = '', bits, ...more] = text.split('/');
  const network = parseAddress(base);
  if (!network || more.length > 0) return undefined;
  if (bits === undefined) return { text, contains: ({ canonical }) => canonical === network.canonical };
  const isMapped = network.version === 4 && base.includes(':');
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) - (isMapped ? 96 : 0) : -1;
  if (length < 0 || length > (network.version === 4 ? 32 : 128)) return undefined;
  return {
    text,
    contains: ({ parsed, version }) => version === network.version && parsed.match(network.parsed, length),
  };
}
