import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type MemoryQueue, createMemoryQueue } from '../../../functions/local/memory-queue.ts';

function createQueue() {
  let nowMs = 1_000;
  const queue = createMemoryQueue({ visibilityTimeoutMs: 100, maxReceiveCount: 3, now: () => nowMs });
  return {
    queue,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

const bodiesOf = (messages: ReturnType<MemoryQueue['receive']>) => messages.map(({ body }) => body);

describe('createMemoryQueue', () => {
  it('hands messages out in their order, with what SQS tells about them', async () => {
    const { queue } = createQueue();
    await queue.add(['a', 'b', 'c']);

    const [first, ...others] = queue.receive(2);

    expect(first).toMatchObject({ body: 'a', receiveCount: 1, enqueuedAtMs: 1_000 });
    expect(bodiesOf(others)).toEqual(['b']);
    expect([queue.size, queue.inFlight]).toEqual([3, 2]);
  });

  it('hides a received message until its visibility timeout, then gives it again with a higher count', async () => {
    const { queue, pass } = createQueue();
    await queue.add(['a']);
    const [first] = queue.receive(10);

    pass(99);
    const hidden = queue.receive(10);
    pass(1);
    const [again] = queue.receive(10);

    expect(hidden).toEqual([]);
    expect(again).toMatchObject({ messageId: first?.messageId, receiveCount: 2, enqueuedAtMs: 1_000 });
    expect(again?.receiptHandle).not.toBe(first?.receiptHandle);
  });

  it('deletes by the current receipt only', async () => {
    const { queue, pass } = createQueue();
    await queue.add(['a']);
    const [late] = queue.receive(1);
    pass(100);
    const [current] = queue.receive(1);

    queue.delete([late?.receiptHandle ?? '']);
    expect(queue.size).toBe(1);
    queue.delete([current?.receiptHandle ?? '']);

    expect(queue.size).toBe(0);
  });

  it('hides a message shorter or longer than the others, as it is told', async () => {
    const { queue, pass } = createQueue();
    await queue.add(['a', 'b', 'c', 'd']);
    const [a, b, c] = queue.receive(4);

    queue.hide(a?.receiptHandle ?? '', 0);
    queue.hide(b?.receiptHandle ?? '', 30);
    queue.hide(c?.receiptHandle ?? '', 200);
    const after: string[][] = [];
    for (const ms of [0, 30, 70, 100]) {
      pass(ms);
      after.push(bodiesOf(queue.receive(1)));
    }

    // After 0, 30, 100 and 200 ms: what was received then is hidden for 100 ms more, `c` until the end.
    expect(after).toEqual([['a'], ['b'], ['d'], ['a']]);
    expect(bodiesOf(queue.receive(10)).toSorted()).toEqual(['b', 'c', 'd']);
  });

  it('hides nothing by a receipt that has run out', async () => {
    const { queue, pass } = createQueue();
    await queue.add(['a']);
    const [late] = queue.receive(1);
    pass(100);

    queue.hide(late?.receiptHandle ?? '', 1_000);

    expect(bodiesOf(queue.receive(1))).toEqual(['a']);
  });

  it('wakes who waits when a message is shown early', async () => {
    const { queue } = createQueue();
    await queue.add(['a']);
    const [held] = queue.receive(1);
    const waiting = queue.waitForMessages(60_000, new AbortController().signal);

    queue.hide(held?.receiptHandle ?? '', 0);

    await expect(waiting).resolves.toBeUndefined();
    expect(bodiesOf(queue.receive(1))).toEqual(['a']);
  });

  it('sets a message aside after its last attempt', async () => {
    const { queue, pass } = createQueue();
    await queue.add(['a']);
    for (let count = 0; count < 3; count += 1) {
      expect(queue.receive(1)).toHaveLength(1);
      pass(100);
    }

    expect(queue.receive(1)).toEqual([]);
    expect(queue.deadLetters).toEqual([{ body: 'a', reason: 'max_receive_count' }]);
    expect(queue.size).toBe(0);
  });

  it('keeps what was set aside at once', async () => {
    const { queue } = createQueue();

    await queue.setAside([{ body: '?', reason: 'not_json' }]);

    expect(queue.deadLetters).toEqual([{ body: '?', reason: 'not_json' }]);
  });

  it('wakes who waits for messages', async () => {
    const { queue } = createQueue();
    const waiting = queue.waitForMessages(60_000, new AbortController().signal);

    await queue.add(['a']);

    await expect(waiting).resolves.toBeUndefined();
  });

  it('stops waiting when the signal fires', async () => {
    const { queue } = createQueue();
    const stopping = new AbortController();
    const waiting = queue.waitForMessages(60_000, stopping.signal);

    stopping.abort();

    await expect(waiting).resolves.toBeUndefined();
  });

  it('loses nothing, whatever is received, deleted, hidden or left to run out', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ kind: fc.constant('receive' as const), count: fc.integer({ min: 1, max: 5 }) }),
      fc.record({
        kind: fc.constantFrom('delete' as const, 'hide' as const),
        count: fc.integer({ min: 0, max: 3 }),
      }),
      fc.record({ kind: fc.constant('pass' as const), count: fc.integer({ min: 0, max: 150 }) }),
    );

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { queue, pass } = createQueue();
        let added = 0;
        const deleted = new Set<string>();
        let held: ReturnType<MemoryQueue['receive']> = [];
        for (const { kind, count } of steps) {
          if (kind === 'add') {
            await queue.add(Array.from({ length: count }, () => `m${(added += 1)}`));
          } else if (kind === 'receive') {
            held = [...held, ...queue.receive(count)];
          } else if (kind === 'pass') {
            pass(count);
          } else {
            const chosen = held.slice(0, count);
            held = held.slice(count);
            const before = queue.size;
            const handles = chosen.map((message) => message.receiptHandle);
            if (kind === 'delete') queue.delete(handles);
            else for (const handle of handles) queue.hide(handle, 25 * count);
            if (queue.size < before) for (const { body } of chosen) deleted.add(body);
          }
        }

        // Drain: every message not deleted is received or set aside.
        const seen = new Set(queue.deadLetters.map(({ body }) => body));
        for (let round = 0; round < 5; round += 1) {
          pass(100);
          for (const { body } of queue.receive(1_000)) seen.add(body);
        }
        for (const { body } of queue.deadLetters) seen.add(body);
        const missing = Array.from({ length: added }, (_, index) => `m${index + 1}`).filter(
          (body) => !seen.has(body) && !deleted.has(body),
        );
        expect(missing).toEqual([]);
        expect(queue.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
