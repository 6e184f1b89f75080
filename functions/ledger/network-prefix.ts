import { isIP } from 'node:net';
import { rememberByText } from '../log-event/remember-by-text.ts';

/**
 * The /24 of an IPv4 address or the /48 of an IPv6 address: what a household or an office keeps. The same few addresses come again and
 * again, and an IPv6 address costs as much as all facts of its event.
 */
export const toNetworkPrefix: (address: string) => string | undefined = rememberByText(readPrefix);

function readPrefix(address: string): string | undefined {
  const version = isIP(address);
  if (version === 4) return address.slice(0, address.lastIndexOf('.'));
  if (version !== 6 || address.includes('%')) return undefined;
  // One spelling for each address.
  const spelled = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(spelled);
  if (mapped) {
    const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
    return `${high >> 8}.${high & 255}.${low >> 8}`;
  }
  const [head = '', tail] = spelled.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? 0 : tail.split(':').length;
    while (groups.length + after < 8) groups.push('0');
  }
  return groups.slice(0, 3).join(':');
}
