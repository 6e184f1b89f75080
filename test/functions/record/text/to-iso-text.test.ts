import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toIsoText } from '../../../../functions/record/text/to-iso-text.ts';

describe('toIsoText', () => {
  it('writes a time as Date does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e11, max: 1e14 - 1 }), (ms) => {
        expect(toIsoText(ms)).toBe(new Date(ms).toISOString());
      }),
      { numRuns: 200 },
    );
  });
});
