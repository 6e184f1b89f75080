import { describe, expect, it } from '@jest/globals';
import { isHistoryFull } from '../../../functions/ledger/session-view.ts';

describe('isHistoryFull', () => {
  it.each([
    [undefined, 1_000, false],
    [1_000, 999, false],
    [1_000, 1_000, true],
    [1_000, 1_001, true],
    // The table was out of reach: nothing was refused.
    [-Infinity, 1_000, false],
  ])('since %p: at %d it is %s', (fullSinceMs, occurredAtMs, isFull) => {
    expect(isHistoryFull({ fullSinceMs }, occurredAtMs)).toBe(isFull);
  });
});
