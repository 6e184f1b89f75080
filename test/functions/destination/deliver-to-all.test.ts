import { describe, expect, it } from '@jest/globals';
import { createFanOut } from '../../../functions/destination/deliver-to-all.ts';
import type { Destination } from '../../../functions/destination/destination.ts';
import { recordsOf } from './records.ts';

/** Takes what the test lets it, and keeps the uids it was given, call by call. */
function createDouble(name: string) {
  const calls: string[][] = [];
  const double = {
    name,
    calls,
    refuses: (_uid: string) => false,
    async deliver(records: Parameters<Destination['deliver']>[0]) {
      calls.push(records.map(({ uid }) => uid));
      return records
        .filter(({ uid }) => double.refuses(uid))
        .map(({ uid }) => ({ recordUid: uid, code: 'busy' }));
    },
  };
  return double;
}

describe('createFanOut', () => {
  it('delivers to every destination at the same time', async () => {
    let arrived = 0;
    let open = () => {};
    const both = new Promise<void>((resolve) => {
      open = resolve;
    });
    const waiting = (name: string): Destination => ({
      name,
      async deliver() {
        arrived += 1;
        if (arrived === 2) open();
        await both;
        return [];
      },
    });

    await expect(createFanOut([waiting('a'), waiting('b')]).deliver(recordsOf(1))).resolves.toEqual([]);
  });

  it('names the destination of each failure, and lets no other one fail with it', async () => {
    const [a, b] = [createDouble('a'), createDouble('b')];
    b.refuses = (uid) => uid === 'r1';

    const failures = await createFanOut([a, b]).deliver(recordsOf(3));

    expect(failures).toEqual([{ destination: 'b', recordUid: 'r1', code: 'busy' }]);
    expect(a.calls).toEqual([['r0', 'r1', 'r2']]);
  });

  it('counts a destination that rejects against the contract as one that took nothing', async () => {
    const rejecting: Destination = { name: 'b', deliver: () => Promise.reject(new TypeError('canary')) };
    const a = createDouble('a');

    const failures = await createFanOut([a, rejecting]).deliver(recordsOf(2));

    expect(failures).toEqual([
      { destination: 'b', recordUid: 'r0', code: 'TypeError' },
      { destination: 'b', recordUid: 'r1', code: 'TypeError' },
    ]);
  });
});
