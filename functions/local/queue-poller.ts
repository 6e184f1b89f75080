import type { MemoryQueue, HeldMessage } from './memory-queue.ts';

/** What a worker gets of a message; the enrich pipeline takes it as it is. */
export type QueueMessage = Pick<HeldMessage, 'messageId' | 'body' | 'enqueuedAtMs' | 'receiveCount'>;

export interface BatchOutcome {
  /** Messages to be delivered again; the others are done. */
  readonly failedMessageIds: readonly string[];
  /** Of the failed ones, those that are to be delivered sooner than the queue's own timeout would do it. */
  readonly returns?: readonly { readonly messageId: string; readonly afterMs: number }[];
}

export interface QueuePollerOptions {
  readonly queue: MemoryQueue;
  /** One invocation. When it rejects, its whole batch comes back, as in Lambda. */
  readonly process: (
    messages: readonly QueueMessage[],
    limits: { readonly deadlineMs: number },
  ) => Promise<BatchOutcome>;
  /** @default 10 */
  readonly batchSize?: number;
  /** Invocations at the same time, as the event source's `maxConcurrency`. @default 2 */
  readonly workers?: number;
  /** Until when an invocation has to end: its `deadlineMs`. @default 60000 */
  readonly timeoutMs?: number;
  readonly now?: () => number;
  /** Told of what `process` rejected with. */
  readonly reportFault: (error: unknown) => void;
}

export interface QueuePoller {
  /** Takes no new batch; resolves when those under way have ended. */
  stop(): Promise<void>;
}

/** The event source between the queue and `enrich`: hands out batches and honours partial failures. */
export function startQueuePoller(options: QueuePollerOptions): QueuePoller {
  const { queue, batchSize = 10, workers = 2, timeoutMs = 60_000, now = Date.now, reportFault } = options;
  const stopping = new AbortController();

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      // Lambda ends an invocation long before its messages would come back. Nothing ends one here, so they stay away until
      // it has ended, however slow the machine is.
      const batch = queue.receive(batchSize, Infinity);
      if (batch.length > 0) await invoke(batch);
      else await queue.waitForMessages(1_000, stopping.signal);
    }
  }

  async function invoke(batch: readonly HeldMessage[]): Promise<void> {
    const messages = batch.map(({ messageId, body, enqueuedAtMs, receiveCount }) => {
      return { messageId, body, enqueuedAtMs, receiveCount };
    });
    let left = batch;
    let returns: BatchOutcome['returns'];
    try {
      const outcome = await options.process(messages, { deadlineMs: now() + timeoutMs });
      const failed = new Set(outcome.failedMessageIds);
      queue.delete(batch.filter((m) => !failed.has(m.messageId)).map((m) => m.receiptHandle));
      left = batch.filter((m) => failed.has(m.messageId));
      ({ returns } = outcome);
    } catch (error) {
      reportFault(error);
    }
    const waits = new Map(returns?.map(({ messageId, afterMs }) => [messageId, afterMs]));
    for (const { messageId, receiptHandle } of left) {
      queue.hide(receiptHandle, waits.get(messageId) ?? queue.visibilityTimeoutMs);
    }
  }

  const running = Array.from({ length: workers }, work);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
}
