import { describe, expect, it } from '@jest/globals';
import { createLookUpAllowance } from '../../../../functions/local/playground/look-up-allowance.ts';

describe('createLookUpAllowance', () => {
  it('allows a burst what the bucket holds, then the rate, and fills again', () => {
    let nowMs = 0;
    const endStretch = createLookUpAllowance({ ratePerSecond: 8, burst: 24 }, () => nowMs);
    const after = (seconds: number, requests: number) => {
      nowMs += 1_000 * seconds;
      return endStretch(requests);
    };

    expect([after(1, 30), after(1, 10), after(1, 8), after(10, 0), after(1, 1)]).toEqual([32, 10, 8, 80, 32]);
  });
});
