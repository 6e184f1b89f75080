import { describe, expect, it } from '@jest/globals';
import { createMemoryQueue } from '../../../functions/local/memory-queue.ts';
import { type QueuePollerOptions, startQueuePoller } from '../../../functions/local/queue-poller.ts';

async function runUntilEmpty(bodies: readonly string[], process: QueuePollerOptions['process']) {
  const queue = createMemoryQueue({ visibilityTimeoutMs: 20, maxReceiveCount: 3 });
  const faults: unknown[] = [];
  const poller = startQueuePoller({
    queue,
    process,
    batchSize: 4,
    reportFault: (error) => faults.push(error),
  });
  await queue.add(bodies);
  while (queue.size > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  await poller.stop();
  return { queue, faults };
}

describe('startQueuePoller', () => {
  it('hands out batches until the queue is empty, each with a deadline', async () => {
    const bodies = Array.from({ length: 10 }, (_, index) => `m${index}`);
    const seen: string[] = [];
    const sizes: number[] = [];
    const startedAtMs = Date.now();
    let deadlineMs = 0;

    await runUntilEmpty(bodies, async (messages, limits) => {
      sizes.push(messages.length);
      seen.push(...messages.map(({ body }) => body));
      ({ deadlineMs } = limits);
      return { failedMessageIds: [] };
    });

    expect(seen.toSorted()).toEqual(bodies);
    expect(Math.max(...sizes)).toBe(4);
    expect(deadlineMs).toBeGreaterThanOrEqual(startedAtMs + 60_000);
  });

  it('delivers again exactly the messages that failed', async () => {
    const attempts = new Map<string, number>();

    const { queue } = await runUntilEmpty(['good', 'bad', 'ugly'], async (messages) => {
      for (const { body } of messages) attempts.set(body, (attempts.get(body) ?? 0) + 1);
      const failed = messages.filter(({ body }) => {
        return body === 'ugly' || (body === 'bad' && attempts.get('bad') === 1);
      });
      return { failedMessageIds: failed.map(({ messageId }) => messageId) };
    });

    expect(Object.fromEntries(attempts)).toEqual({ good: 1, bad: 2, ugly: 3 });
    expect(queue.deadLetters).toEqual([{ body: 'ugly', reason: 'max_receive_count' }]);
  });

  it('delivers a failed message when the worker asks for it', async () => {
    const queue = createMemoryQueue({ visibilityTimeoutMs: 60_000 });
    const counts: number[] = [];
    const poller = startQueuePoller({
      queue,
      reportFault: () => undefined,
      async process([message]) {
        const { messageId = '', receiveCount = 0 } = message ?? {};
        counts.push(receiveCount);
        if (receiveCount === 3) return { failedMessageIds: [] };
        return { failedMessageIds: [messageId], returns: [{ messageId, afterMs: 5 }] };
      },
    });

    await queue.add(['a']);
    while (queue.size > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await poller.stop();

    expect(counts).toEqual([1, 2, 3]);
  });

  it('gives nothing out again while its invocation goes on', async () => {
    const counts: number[] = [];

    await runUntilEmpty(['a', 'b'], async (messages) => {
      counts.push(...messages.map(({ receiveCount }) => receiveCount));
      // Longer than the queue's timeout.
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { failedMessageIds: [] };
    });

    expect(counts).toEqual([1, 1]);
  });

  it('delivers a batch again whose invocation failed, and reports the fault', async () => {
    const counts: number[] = [];
    const fault = new Error('out of memory');

    const { faults } = await runUntilEmpty(['a', 'b'], async (messages) => {
      counts.push(...messages.map(({ receiveCount }) => receiveCount));
      if (counts.length === 2) throw fault;
      return { failedMessageIds: [] };
    });

    // One by one or together: either is right.
    expect(counts).toEqual([1, 1, 2, 2]);
    expect(faults).toEqual([fault]);
  });
});
