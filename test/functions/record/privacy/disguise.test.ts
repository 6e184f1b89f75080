import { describe, expect, it } from '@jest/globals';
import { truncateIp } from '../../../../functions/record/privacy/disguise.ts';

describe('truncateIp', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0'],
    ['2001:db8:7:abcd::1', '2001:db8:7::'],
    ['2001:0DB8:0007:0:0:0:0:1', '2001:db8:7::'],
    ['::1', '0:0:0::'],
    ['fe80::1%eth0', 'fe80:0:0::'],
    ['::ffff:203.0.113.77', '203.0.113.0'],
    ['0:0:0:0:0:ffff:203.0.113.77', '203.0.113.0'],
    ['64:ff9b::203.0.113.77', '64:ff9b:0::'],
    ['1:2:3:4:5:6:7::', '1:2:3::'],
    ['localhost', '[masked]'],
    ['', '[masked]'],
  ])('makes %s %s', (address, network) => {
    expect(truncateIp(address)).toBe(network);
  });
});
