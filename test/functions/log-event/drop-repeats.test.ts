import { describe, expect, it } from '@jest/globals';
import { dropRepeats } from '../../../functions/log-event/drop-repeats.ts';

describe('dropRepeats', () => {
  it('keeps the first of each ID in order and counts the others', () => {
    const events = [
      { logId: 'b', n: 1 },
      { logId: 'a', n: 2 },
      { logId: 'b', n: 3 },
      { logId: 'b', n: 4 },
      { logId: '__proto__', n: 5 },
    ];

    const { kept, repeats } = dropRepeats(events);

    expect(kept.map(({ n }) => n)).toEqual([1, 2, 5]);
    expect(repeats).toBe(2);
  });
});
