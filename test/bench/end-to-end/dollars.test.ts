import { describe, expect, it } from '@jest/globals';
import { toDollarsPerMillion } from './dollars.ts';

describe('toDollarsPerMillion', () => {
  it('is more for small requests and with the ledger, whatever the size of requests', () => {
    expect(toDollarsPerMillion(2, true)).toBe(toDollarsPerMillion(1, true));
    expect(toDollarsPerMillion(50, true)).toBe(toDollarsPerMillion(10, true));
    expect(toDollarsPerMillion(10, true)).toBeLessThan(toDollarsPerMillion(1, true));
    expect(toDollarsPerMillion(10, false)).toBeLessThan(toDollarsPerMillion(10, true));
  });
});
