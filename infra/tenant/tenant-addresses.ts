import { BlockList, isIP } from 'node:net';
import { sourcePresets } from './auth0-addresses.ts';
import { text } from './tenant-fields.ts';

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const ipv4 = `${octet}(?:\\.${octet}){3}`;
const ipv6 = '(?=[0-9a-fA-F:.]*:)[0-9a-fA-F:.]{2,45}';
const isRange = (text: string) => {
  const [address = '', bits] = text.split('/');
  return isIP(address) !== 0 && (bits === undefined || Number(bits) <= (isIP(address) === 6 ? 128 : 32));
};

const toRange = (bits: string, allowed: string) =>
  text(new RegExp(`^(?:${ipv4}|${ipv6})${bits}$`), allowed).refine(isRange, allowed);
const sourceAllowed = `a CIDR block such as 192.0.2.0/24, or the published addresses of Auth0 in a region: ${sourcePresets.join(', ')}`;
export const source = text(
  new RegExp(`^(?:${sourcePresets.join('|')}|(?:${ipv4}|${ipv6})/\\d{1,3})$`),
  sourceAllowed,
).refine((value) => sourcePresets.includes(value) || isRange(value), sourceAllowed);

/** IPv4 addresses in the form of IPv6. */
const mapped = new BlockList();
mapped.addSubnet('::ffff:0:0', 96, 'ipv6');

/** Events carry IPv4 addresses as such, so a block that begins among the mapped ones has to lie there as a whole. */
const isInOneFamily = (text: string) => {
  const [address = '', bits] = text.split('/');
  if (isIP(address) !== 6 || bits === undefined || Number(bits) >= 96) return true;
  return !mapped.check(address, 'ipv6');
};

export const addressRange = toRange(
  '(?:/\\d{1,3})?',
  'an address or a CIDR block such as 192.0.2.0/24',
).refine(isInOneFamily, 'a length from 96 to 128 for an IPv4 address in the form of IPv6');
