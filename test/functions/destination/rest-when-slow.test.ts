import { describe, expect, it } from '@jest/globals';
import { restWhenSlow } from '../../../functions/destination/rest-when-slow.ts';
import { recordsOf } from './records.ts';

function setUp() {
  const state = { nowMs: 0, tookMs: 0, refuses: (_uid: string) => false, calls: 0 };
  const destination = restWhenSlow(
    {
      name: 'https',
      async deliver(records) {
        state.calls += 1;
        state.nowMs += state.tookMs;
        return records
          .filter(({ uid }) => state.refuses(uid))
          .map(({ uid }) => ({ recordUid: uid, code: 'timeout' }));
      },
    },
    { slowMs: 3_000, restMs: 15_000, now: () => state.nowMs },
  );
  return { state, destination };
}

describe('restWhenSlow', () => {
  it('refuses at once for a while after a failure that took long, and then asks again', async () => {
    const { state, destination } = setUp();
    Object.assign(state, { tookMs: 5_000, refuses: () => true });
    await destination.deliver(recordsOf(2));

    state.nowMs += 14_999;
    const failures = await destination.deliver(recordsOf(1));
    expect(failures).toEqual([{ recordUid: 'r0', code: 'resting' }]);
    expect(state.calls).toBe(1);

    state.nowMs += 1;
    Object.assign(state, { tookMs: 0, refuses: () => false });
    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([]);
    expect(state.calls).toBe(2);
  });

  it.each([
    ['quick', { tookMs: 100, refuses: () => true }],
    ['of a part', { tookMs: 5_000, refuses: (uid: string) => uid === 'r0' }],
  ])('goes on after a failure that was %s', async (_what, behaviour) => {
    const { state, destination } = setUp();
    Object.assign(state, behaviour);

    await destination.deliver(recordsOf(2));
    await destination.deliver(recordsOf(2));

    expect(state.calls).toBe(2);
  });
});
