import { describe, expect, it } from '@jest/globals';
import { parseCidr } from '../../../functions/receive/allow-sources.ts';
import {
  auth0Regions,
  findAuth0Region,
  sourcePresets,
  toSourceCidrs,
} from '../../../infra/tenant/auth0-addresses.ts';

describe('toSourceCidrs', () => {
  it('puts a block for each published address where a preset stands', () => {
    expect(toSourceCidrs(['192.0.2.0/24', 'auth0:uk', '192.0.2.0/24'])).toEqual([
      '192.0.2.0/24',
      '18.135.40.36/32',
      '3.10.89.10/32',
      '3.8.59.62/32',
    ]);
  });

  it.each(sourcePresets)('has blocks for %s that the webhook understands', (preset) => {
    const cidrs = toSourceCidrs([preset]);

    expect(cidrs.length).toBeGreaterThan(2);
    for (const cidr of cidrs) expect(parseCidr(cidr)).toMatchObject({ prefix: 32, family: 'ipv4' });
  });

  it('has the 103 addresses of the six regions, each of one region only', () => {
    const all = auth0Regions.flatMap((region) => toSourceCidrs([`auth0:${region}`]));

    expect(auth0Regions).toHaveLength(6);
    expect(new Set(all).size).toBe(103);
    expect(all).toHaveLength(103);
  });
});

describe('findAuth0Region', () => {
  it.each([
    ['acme.eu.auth0.com', 'eu'],
    ['acme.us.auth0.com', 'us'],
    ['acme.auth0.com', 'us'],
    ['acme.uk.auth0.com', 'uk'],
    ['acme.xx.auth0.com', undefined],
    ['acme.sus.auth0.com', undefined],
    ['login.acme.example', undefined],
    ['auth0.com', undefined],
  ])('reads %s as %s', (domain, region) => {
    expect(findAuth0Region(domain)).toBe(region);
  });
});
