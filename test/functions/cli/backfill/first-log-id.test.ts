import { describe, expect, it } from '@jest/globals';
import { toFirstLogId } from '../../../../functions/cli/backfill/first-log-id.ts';
import { readLogIdTime } from '../../../../functions/log-event/read-time.ts';

const moment = Date.UTC(2026, 8, 14, 8, 0, 1, 23);

describe('toFirstLogId', () => {
  it('is what Auth0 takes as a place to begin', () => {
    expect(toFirstLogId(moment)).toBe(`90020260914080001023${'0'.repeat(36)}`);
  });

  it('holds a time that can be read again', () => {
    expect(readLogIdTime(toFirstLogId(moment))).toBe(moment);
  });
});
