import { describe, expect, it } from '@jest/globals';
import { parseAddress, parseAddressRange } from '../../../functions/log-event/network-address.ts';

describe('parseAddress', () => {
  it.each([
    ['198.51.100.23', 4, '198.51.100.23'],
    ['::ffff:198.51.100.23', 4, '198.51.100.23'],
    ['::FFFF:c633:6417', 4, '198.51.100.23'],
    ['2001:DB8:7::1', 6, '2001:db8:7::1'],
    ['2001:0db8:0007:0:0:0:0:0001', 6, '2001:db8:7::1'],
  ])('reads %s as IPv%i %s', (text, version, canonical) => {
    expect(parseAddress(text)).toMatchObject({ text, version, canonical });
  });

  it.each([
    ['198.51.100.23', '198.51.100.99', true],
    ['198.51.100.23', '198.51.101.23', false],
    ['198.51.100.23', '::ffff:198.51.100.99', true],
    ['2001:db8:7::1', '2001:db8:7:ffff::1', true],
    ['2001:db8:7::1', '2001:db8:8::1', false],
    ['198.51.100.23', '2001:db8:7::1', false],
    ['0.0.0.0', '::', false],
  ])('%s and %s: same prefix %s', (one, other, isSame) => {
    expect(parseAddress(one)?.prefix === parseAddress(other)?.prefix).toBe(isSame);
  });

  it.each([
    ['198.51.100.23', '198.51.100'],
    ['::ffff:198.51.100.23', '198.51.100'],
    ['2001:0DB8:0007:1:2:3:4:5', '2001:db8:7'],
    ['2001:db8::1', '2001:db8:0'],
    ['::1', '0:0:0'],
    ['::', '0:0:0'],
  ])('%s lies in %s', (address, prefix) => {
    expect(parseAddress(address)?.prefix).toBe(prefix);
  });

  it.each(
    [
      [
        'hash:abc',
        'fe80::1%eth0',
        '',
        '****',
        '198.51.100.***',
        '198.51.100',
        '3325256727',
        '0306.51.100.23',
        '0xc6.51.100.23',
        '198.51.100.256',
      ],
      [
        '198.51.100.23:443',
        '[2001:db8::1]',
        '2001:db8:::1',
        'localhost',
        '2001:db8::/48',
        '198.51.100.23, 1.1.1.1',
      ],
      [null, undefined, 3_325_256_727, ['198.51.100.23'], {}, '1'.repeat(1_000_000)],
    ].flat(),
  )('takes %j for unknown', (value) => {
    expect(parseAddress(value)).toBeUndefined();
    expect(parseAddress(value)).toBeUndefined();
  });
});

describe('parseAddressRange', () => {
  it.each([
    ['203.0.113.0/24', '203.0.113.77', true],
    ['203.0.113.0/24', '203.0.114.77', false],
    ['203.0.113.9/24', '203.0.113.77', true],
    ['203.0.113.0/24', '::ffff:203.0.113.77', true],
    ['::ffff:203.0.113.0/120', '203.0.113.77', true],
    ['203.0.113.77', '203.0.113.77', true],
    ['203.0.113.77', '203.0.113.78', false],
    ['2001:db8:7::/48', '2001:db8:7:1::1', true],
    ['2001:db8:7::/48', '2001:db8:8::1', false],
    ['2001:DB8:7::1', '2001:db8:7:0::1', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '203.0.113.77', false],
  ])('%s contains %s: %s', (range, text, expected) => {
    const address = parseAddress(text);

    expect(address && parseAddressRange(range)?.contains(address)).toBe(expected);
  });

  it.each(['', '203.0.113.0/33', '203.0.113/24', 'acme', '/24', '2001:db8::/129', `${'1'.repeat(100)}/24`])(
    'refuses %j',
    (text) => {
      expect(parseAddressRange(text)).toBeUndefined();
    },
  );
});
