import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSeenLogIds } from '../../../../functions/cli/enrich/seen-log-ids.ts';

describe('createSeenLogIds', () => {
  it('answers like a Set, also when it has to grow', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 400 }), (numbers) => {
        const seen = createSeenLogIds(8);
        const set = new Set<number>();
        for (const number of numbers) {
          expect(seen.add(`L${number}`)).toBe(!set.has(number));
          set.add(number);
        }
      }),
      { numRuns: 50 },
    );
  });
});
