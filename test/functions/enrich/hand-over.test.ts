import { describe, expect, it } from '@jest/globals';
import { createFanOut } from '../../../functions/destination/deliver-to-all.ts';
import type { Destination } from '../../../functions/destination/destination.ts';
import { createDeliver } from '../../../functions/enrich/hand-over.ts';
import type { WaitingRecord } from '../../../functions/enrich/retry-message.ts';
import type { RetryQueue } from '../../../functions/enrich/retry-queue.ts';
import { recordsOf } from '../destination/records.ts';

/** A destination that refuses some uids, by its name. */
function refusing(name: string, uids: readonly string[]): Destination {
  return {
    name,
    deliver: async (records) =>
      records.flatMap(({ uid }) => (uids.includes(uid) ? [{ recordUid: uid, code: 'busy' }] : [])),
  };
}

function createQueue(losing: readonly string[] = []) {
  const waiting: WaitingRecord[] = [];
  const queue: RetryQueue = {
    async add(ones) {
      waiting.push(...ones.filter(({ record }) => !losing.includes(record.uid)));
      return new Set(losing);
    },
  };
  return { queue, waiting };
}

function setUp(destinations: readonly Destination[], queues: Record<string, RetryQueue>) {
  return createDeliver({
    fanOut: createFanOut(destinations),
    retryQueues: new Map(Object.entries(queues)),
    now: () => 1_000,
  });
}

describe('createDeliver', () => {
  it('hands what one destination refused over to its own queue, and to no other', async () => {
    const [a, b] = [createQueue(), createQueue()];
    const deliver = setUp([refusing('a', []), refusing('b', ['r1'])], { a: a.queue, b: b.queue });

    const delivery = await deliver(recordsOf(3));

    expect(delivery).toEqual({
      failures: [],
      handedOver: [{ destination: 'b', recordUid: 'r1', code: 'busy' }],
      emitted: 3,
    });
    expect(a.waiting).toEqual([]);
    expect(b.waiting).toEqual([
      { record: recordsOf(3)[1], code: 'busy', firstFailedAtMs: 1_000, isCounted: true },
    ]);
  });

  it('lets the event come again when the queue does not take the record either', async () => {
    const { queue, waiting } = createQueue(['r0']);
    const deliver = setUp([refusing('a', ['r0', 'r1'])], { a: queue });

    const { failures, handedOver } = await deliver(recordsOf(2));

    expect(failures).toEqual([{ destination: 'a', recordUid: 'r0', code: 'busy' }]);
    expect(handedOver.map(({ recordUid }) => recordUid)).toEqual(['r1']);
    expect(waiting.map(({ record }) => record.uid)).toEqual(['r1']);
  });

  it('lets the event come again when its destination has no queue', async () => {
    const deliver = setUp([refusing('a', ['r0'])], {});

    await expect(deliver(recordsOf(1))).resolves.toMatchObject({
      failures: [{ destination: 'a', recordUid: 'r0', code: 'busy' }],
      handedOver: [],
    });
  });

  it('counts a record once, whichever of its destinations took it', async () => {
    const [b, c] = [createQueue(), createQueue()];
    const all = ['r0', 'r1'];
    const deliver = setUp([refusing('a', ['r1']), refusing('b', all), refusing('c', all)], {
      a: createQueue().queue,
      b: b.queue,
      c: c.queue,
    });

    const { emitted } = await deliver(recordsOf(2));

    // r0 is at "a"; r1 is nowhere yet, and the first of its destinations will count it.
    expect(emitted).toBe(1);
    expect(b.waiting.map(({ isCounted }) => isCounted)).toEqual([true, true]);
    expect(c.waiting.map(({ isCounted }) => isCounted)).toEqual([true, true]);
  });

  it('leaves it to the first retry to count what nobody took', async () => {
    const [a, b] = [createQueue(), createQueue()];
    const deliver = setUp([refusing('a', ['r0']), refusing('b', ['r0'])], { a: a.queue, b: b.queue });

    const { emitted } = await deliver(recordsOf(1));

    expect(emitted).toBe(0);
    expect([...a.waiting, ...b.waiting].map(({ isCounted }) => isCounted)).toEqual([false, true]);
  });
});
