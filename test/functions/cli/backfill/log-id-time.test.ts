import { describe, expect, it } from '@jest/globals';
import { readLogIdTime, toFirstLogId } from '../../../../functions/cli/backfill/log-id-time.ts';

describe('toFirstLogId', () => {
  it('is what Auth0 takes as a place to begin', () => {
    expect(toFirstLogId(Date.UTC(2026, 8, 14, 8, 0, 1, 23))).toBe(`90020260914080001023${'0'.repeat(36)}`);
  });
});

describe('readLogIdTime', () => {
  it('reads the time of indexing', () => {
    expect(readLogIdTime('90020260914080234018157717339783688721096017323748527751')).toBe(
      Date.UTC(2026, 8, 14, 8, 2, 34, 18),
    );
  });

  it.each([['sha256:ab'], ['900'], [`90020261399080234018${'0'.repeat(36)}`]])(
    'knows none of %s',
    (logId) => {
      expect(readLogIdTime(logId)).toBeUndefined();
    },
  );
});
