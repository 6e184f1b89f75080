import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toBatches } from '../../../functions/destination/batch.ts';

const entriesOf = (sizes: number[]) => sizes.map((bytes, index) => ({ uids: [`r${index}`], bytes }));

describe('toBatches', () => {
  it('gives no batch for no entry', () => {
    expect(toBatches([], 10, 10)).toEqual([]);
  });

  it('keeps order and both limits, and loses nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 })),
        fc.integer({ min: 1, max: 6 }),
        (sizes, maxEntries) => {
          const entries = entriesOf(sizes);

          const batches = toBatches(entries, maxEntries, 50);

          expect(batches.flat()).toEqual(entries);
          for (const batch of batches) {
            expect(batch.length).toBeLessThanOrEqual(maxEntries);
            expect(batch.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(50);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('lets an entry over the limit stand alone', () => {
    expect(toBatches(entriesOf([10, 60, 10]), 5, 50).map((batch) => batch.length)).toEqual([1, 1, 1]);
  });
});
