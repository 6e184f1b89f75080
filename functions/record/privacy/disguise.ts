import { createHmac } from 'node:crypto';
import { isIP } from 'node:net';
import type { PrivacyAction } from './privacy-action.ts';

/** What stands in a record instead of a value; undefined: nothing. */
export type Disguise = (text: string, action: PrivacyAction) => string | undefined;

const isHashed = /^hash:[0-9a-f]{64}$/;

export const masked = '[masked]';

/** For a dropped value within a longer text, where leaving it out would make up another text. */
export const dropped = '[dropped]';

/** `hash:` and 64 hex digits, so that nobody takes a hash for an ID of Auth0's. */
export function createDisguise(hashKey: string | undefined): Disguise {
  return function disguise(text, action) {
    switch (action) {
      case 'drop':
        return undefined;
      case 'mask':
        return masked;
      case 'hash':
        // A session that was kept comes back as it was stored: once hashed is enough.
        if (isHashed.test(text)) return text;
        return `hash:${createHmac('sha256', hashKey as string)
          .update(text)
          .digest('hex')}`;
      case 'truncate_ip':
        return truncateIp(text);
    }
  };
}

/** The network of an address: /24 of IPv4, /48 of IPv6, an IPv4 address inside IPv6 as IPv4. Anything else is masked. */
export function truncateIp(text: string): string {
  if (isIP(text) === 4) return `${text.slice(0, text.lastIndexOf('.'))}.0`;
  const address = text.split('%', 1)[0] as string;
  if (isIP(address) !== 6) return masked;
  const mapped = toMappedIpv4(address);
  if (mapped !== undefined) return truncateIp(mapped);
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0);
    while (groups.length + after < 8) groups.push('0');
  }
  const network = [0, 1, 2].map((index) => Number.parseInt(groups[index] ?? '0', 16).toString(16));
  return `${network.join(':')}::`;
}

/** `::ffff:192.0.2.1` is an IPv4 address written as IPv6. */
export function toMappedIpv4(address: string): string | undefined {
  const mapped = /^(?:::|(?:0{1,4}:){5})ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  return mapped !== undefined && isIP(mapped) === 4 ? mapped : undefined;
}
