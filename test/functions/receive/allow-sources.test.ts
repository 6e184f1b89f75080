import { describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { allowSources, parseCidr } from '../../../functions/receive/allow-sources.ts';

const cidrs = ['192.0.2.0/24', '198.51.100.7/32', '2001:db8::/32'];

describe('allowSources', () => {
  it.each<[address: string | undefined, status: number]>([
    ['192.0.2.1', 200],
    ['192.0.2.255', 200],
    ['198.51.100.7', 200],
    ['2001:db8:1::1', 200],
    ['::ffff:192.0.2.1', 200],
    ['192.0.3.1', 403],
    ['198.51.100.8', 403],
    ['2001:db9::1', 403],
    ['192.0.2.1, 203.0.113.1', 403],
    ['localhost', 403],
    ['', 403],
    [undefined, 403],
  ])('answers %s with %d', async (address, status) => {
    const app = new Hono();
    app.use(allowSources({ cidrs, toAddress: () => address }));
    app.get('/', (c) => c.text('in'));

    const response = await app.request('/', { headers: { 'x-forwarded-for': '192.0.2.1' } });

    expect(response.status).toBe(status);
  });

  it('throws at once for what is no block', () => {
    expect(() => allowSources({ cidrs: ['192.0.2.0'], toAddress: () => undefined })).toThrow(RangeError);
  });
});

describe('parseCidr', () => {
  it.each([
    '192.0.2.0',
    '192.0.2.0/33',
    '2001:db8::/129',
    '192.0.2/24',
    '192.0.2.0/',
    '192.0.2.0/-1',
    '/24',
    'x/8',
    '',
    '192.0.2.0/24/24',
    '192.0.2.0/1e1',
  ])('refuses %j', (cidr) => {
    expect(() => parseCidr(cidr)).toThrow(RangeError);
  });
});
