import { describe, expect, it } from '@jest/globals';
import { createPace } from '../../../../functions/cli/terminal/pace.ts';

describe('createPace', () => {
  it('spreads work evenly and saves nothing up', async () => {
    let nowMs = 0;
    const starts: number[] = [];
    const pace = createPace(
      10,
      () => nowMs,
      async (ms) => {
        nowMs += ms;
      },
    );

    for (const count of [1, 1, 5, 1]) {
      await pace(count);
      starts.push(nowMs);
    }
    nowMs += 10_000;
    await pace();
    await pace();
    starts.push(nowMs);

    expect(starts).toEqual([0, 100, 200, 700, 10_800]);
  });
});
