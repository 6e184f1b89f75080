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

  it('gives a repeated record only to the destinations that lack it', async () => {
    const [a, b] = [createDouble('a'), createDouble('b')];
    b.refuses = (uid) => uid === 'r1';
    const fanOut = createFanOut([a, b]);
    await fanOut.deliver(recordsOf(3));

    b.refuses = () => false;
    const failures = await fanOut.deliver(recordsOf(2));

    expect(failures).toEqual([]);
    expect(a.calls[1]).toEqual(['r0']);
    expect(b.calls[1]).toEqual(['r0', 'r1']);
  });

  it('forgets a record once all have it: the next delivery is a new one', async () => {
    const [a, b] = [createDouble('a'), createDouble('b')];
    b.refuses = () => true;
    const fanOut = createFanOut([a, b]);
    await fanOut.deliver(recordsOf(1));
    b.refuses = () => false;
    await fanOut.deliver(recordsOf(1));

    await fanOut.deliver(recordsOf(1));

    expect(a.calls).toEqual([['r0'], ['r0']]);
  });

  it('tells two destinations of the same name apart', async () => {
    const [a, b] = [createDouble('firehose'), createDouble('firehose')];
    b.refuses = () => true;
    const fanOut = createFanOut([a, b]);
    await fanOut.deliver(recordsOf(1));

    b.refuses = () => false;
    await fanOut.deliver(recordsOf(1));

    expect([a.calls.length, b.calls.length]).toEqual([1, 2]);
  });

  it('remembers no more than it may', async () => {
    const [a, b] = [createDouble('a'), createDouble('b')];
    b.refuses = () => true;
    const fanOut = createFanOut([a, b], { maxRemembered: 2 });
    await fanOut.deliver(recordsOf(3));

    await fanOut.deliver(recordsOf(3));

    expect(a.calls[1]).toEqual(['r0']);
  });

  it('gives a record to all again when it comes long after: a replay, not a repetition', async () => {
    let nowMs = 0;
    const [a, b] = [createDouble('a'), createDouble('b')];
    b.refuses = () => true;
    const fanOut = createFanOut([a, b], { rememberForMs: 60_000, now: () => nowMs });
    await fanOut.deliver(recordsOf(1));

    nowMs = 60_000;
    await fanOut.deliver(recordsOf(1));

    expect(a.calls).toEqual([['r0'], ['r0']]);
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
