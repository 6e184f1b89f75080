import { BlockList, isIP } from 'node:net';
import type { Context, MiddlewareHandler } from 'hono';

export interface AllowSourcesOptions {
  /** IPv4 and IPv6 blocks such as `192.0.2.0/24`. */
  readonly cidrs: readonly string[];
  /** The address of whoever opened the connection, never one that a header claims. */
  readonly toAddress: (c: Context) => string | undefined;
}

/** 403, before anything else is looked at, for a request from outside the blocks or from nowhere that is known. */
export function allowSources({ cidrs, toAddress }: AllowSourcesOptions): MiddlewareHandler {
  const allowed = new BlockList();
  for (const cidr of cidrs) {
    const { address, prefix, family } = parseCidr(cidr);
    allowed.addSubnet(address, prefix, family);
  }
  return async function allowSources(c, next) {
    const address = toAddress(c) ?? '';
    const family = isIP(address);
    if (family === 0 || !allowed.check(address, family === 6 ? 'ipv6' : 'ipv4')) return c.body(null, 403);
    await next();
  };
}

/** Throws a RangeError for anything but an address, a slash and a length that fits it. */
export function parseCidr(cidr: string): { address: string; prefix: number; family: 'ipv4' | 'ipv6' } {
  const [address = '', length = '', ...rest] = cidr.split('/');
  const version = isIP(address);
  const prefix = /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (version === 0 || rest.length > 0 || !(prefix <= (version === 6 ? 128 : 32))) {
    throw new RangeError('expected a block of addresses such as 192.0.2.0/24');
  }
  return { address, prefix, family: version === 6 ? 'ipv6' : 'ipv4' };
}
