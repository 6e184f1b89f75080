import { describe, expect, it } from '@jest/globals';
import { createMmdbLookUp } from '../../../functions/enrich/mmdb-look-up.ts';
import { toMmdb } from '../../support/mmdb.ts';

const asns = toMmdb({
  '192.0.2.0/24': { autonomous_system_number: 64_496, autonomous_system_organization: 'Example Net' },
  '2001:db8::/32': { autonomous_system_number: 65_550, autonomous_system_organization: 'Example Six' },
});
const countries = toMmdb({
  '192.0.2.0/25': { country: { iso_code: 'NL' }, registered_country: { iso_code: 'DE' } },
  '192.0.2.128/25': { registered_country: { iso_code: 'DE' } },
  '2001:db8::/32': { country: { iso_code: 'SE' } },
});

describe('a look-up in databases of networks', () => {
  it('joins what several databases say of an address', () => {
    const lookUp = createMmdbLookUp([asns, countries]);

    expect(lookUp('192.0.2.7')).toEqual({ asn: 64_496, organization: 'Example Net', country: 'NL' });
    expect(lookUp('2001:db8::1')).toEqual({ asn: 65_550, organization: 'Example Six', country: 'SE' });
  });

  it('knows an IPv4 address in the form of IPv6', () => {
    expect(createMmdbLookUp([asns])('::FFFF:192.0.2.7')).toMatchObject({ asn: 64_496 });
  });

  // Where a network is registered is not where an address is.
  it('says nothing that the databases do not say', () => {
    const lookUp = createMmdbLookUp([asns, countries]);

    expect(lookUp('192.0.2.200')).toEqual({ asn: 64_496, organization: 'Example Net', country: undefined });
    expect(lookUp('198.51.100.1')).toBeUndefined();
    expect(createMmdbLookUp([toMmdb({ '192.0.2.0/24': { city: 'Utrecht' } })])('192.0.2.7')).toBeUndefined();
  });

  // c000:0207:: begins with the bits of 192.0.2.7.
  it('does not take the first bits of an IPv6 address for one of IPv4', () => {
    const lookUp = createMmdbLookUp([toMmdb({ '192.0.2.0/24': { country_code: 'NL' } }, 4)]);

    expect(lookUp('c000:0207::')).toBeUndefined();
    expect(lookUp('192.0.2.7')).toMatchObject({ country: 'NL' });
  });

  it('takes number and name from one database', () => {
    const other = toMmdb({ '192.0.2.0/24': { asn: 'AS64500', as_name: 'Other', country_code: 'BE' } });

    expect(createMmdbLookUp([countries, other, asns])('192.0.2.7')).toEqual({
      asn: 64_500,
      organization: 'Other',
      country: 'NL',
    });
    const nameless = toMmdb({ '192.0.2.0/24': { asn: 'AS64500' } });
    expect(createMmdbLookUp([nameless, asns])('192.0.2.7')?.organization).toBeUndefined();
  });

  it.each([
    ['MaxMind and DB-IP', { autonomous_system_number: 64_500, country: { iso_code: 'BE' } }],
    ['GeoIP2 Enterprise', { traits: { autonomous_system_number: 64_500 }, country: { iso_code: 'BE' } }],
    ['IPinfo', { asn: 'AS64500', country_code: 'BE', country: 'Belgium' }],
    ['IPinfo, before', { asn: 'AS64500', country: 'BE' }],
  ])('reads the names of %s', (_, entry) => {
    expect(createMmdbLookUp([toMmdb({ '192.0.2.0/24': entry })])('192.0.2.7')).toMatchObject({
      asn: 64_500,
      country: 'BE',
    });
  });

  it('throws for bytes that are no database, and for no address', () => {
    expect(() => createMmdbLookUp([Buffer.from('<html>')])).toThrow(Error);
    const cut = Buffer.concat([asns.subarray(0, 30), asns.subarray(60)]);
    const lookUp = createMmdbLookUp([cut]);
    for (let byte = 0; byte < 256; byte += 1) expect(() => lookUp(`${byte}.0.2.7`)).not.toThrow();
  });
});
