import { BlockList, isIP } from 'node:net';
import { rememberByText } from './remember-by-text.ts';

/** An address as compared: IPv4-mapped IPv6 has become IPv4. */
export interface NetworkAddress {
  /** As it came. */
  readonly text: string;
  readonly version: 4 | 6;
  /** One spelling per address. */
  readonly canonical: string;
  /** The /24 of an IPv4 address, `198.51.100`, the /48 of an IPv6 address, `2001:db8:7`: what a household or an office keeps. */
  readonly prefix: string;
}

const longestAddress = 64;

// The same few addresses come again and again, and reading an IPv6 address costs as much as all facts of its event.
const recallAddress = rememberByText(readAddress, { most: 5_000 });

/**
 * Reads an IPv4 address of four decimal parts or an IPv6 address without a zone (`%eth0` means something on one machine only);
 * anything else is unknown. The short, octal and hexadecimal forms of IPv4 are refused: systems disagree on what they mean.
 */
export function parseAddress(value: unknown): NetworkAddress | undefined {
  return typeof value === 'string' && value.length <= longestAddress ? recallAddress(value) : undefined;
}

function readAddress(text: string): NetworkAddress | undefined {
  const version = isIP(text);
  // Four decimal parts without leading zeros: one spelling for each, and nearly all there are.
  if (version === 4) return toIpv4(text, text);
  if (version !== 6 || text.includes('%')) return undefined;
  const canonical = new URL(`http://[${text}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (mapped === null) return { text, version: 6, canonical, prefix: toFirstGroups(canonical) };
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
  return toIpv4(text, [high >> 8, high & 255, low >> 8, low & 255].join('.'));
}

function toIpv4(text: string, canonical: string): NetworkAddress {
  return { text, version: 4, canonical, prefix: canonical.slice(0, canonical.lastIndexOf('.')) };
}

/** Three of the eight groups. */
function toFirstGroups(canonical: string): string {
  const [head = '', tail] = canonical.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? 0 : tail.split(':').length;
    while (groups.length + after < 8) groups.push('0');
  }
  return groups.slice(0, 3).join(':');
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
  const family = network.version === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(network.canonical, length, family);
  return {
    text,
    contains: ({ canonical, version }) => version === network.version && block.check(canonical, family),
  };
}
