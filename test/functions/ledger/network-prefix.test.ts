import { describe, expect, it } from '@jest/globals';
import { toNetworkPrefix } from '../../../functions/ledger/network-prefix.ts';

describe('toNetworkPrefix', () => {
  it.each<[address: string, prefix: string | undefined]>([
    ['198.51.100.23', '198.51.100'],
    ['::ffff:198.51.100.23', '198.51.100'],
    ['2001:db8:7::1', '2001:db8:7'],
    ['2001:0DB8:0007:1:2:3:4:5', '2001:db8:7'],
    ['2001:db8::1', '2001:db8:0'],
    ['::1', '0:0:0'],
    ['fe80::1%eth0', undefined],
    ['hash:abc', undefined],
    ['', undefined],
  ])('%s lies in %s', (address, prefix) => {
    expect(toNetworkPrefix(address)).toBe(prefix);
  });
});
