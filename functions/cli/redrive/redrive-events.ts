import { createDeadLetterQueue } from '../../queue/dead-letter-queue.ts';
import { isTooLarge } from '../../queue/message-body.ts';
import type { SqsClient } from '../../queue/sqs-client.ts';
import { createSqsEventQueue } from '../../queue/sqs-event-queue.ts';
import { type DeadItem, readDeadItems } from './dead-items.ts';
import type { Tallied } from './tally.ts';

export interface EventFilter {
  /** Log types. */
  readonly types: ReadonlySet<string> | undefined;
  readonly reason: string | undefined;
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface EventRedriveOptions {
  readonly client: SqsClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly filter: EventFilter;
  readonly waitSeconds: number;
  /** Whether to send; otherwise they are shown alone. */
  readonly isRun: boolean;
  readonly pace: () => Promise<void>;
}

/**
 * The events of the dead-letter queue, each as soon as it was seen or sent through the enricher again. A message is
 * deleted only after the queue has it; all others are given back in the end.
 *
 * Rejects with QueueUnavailableError.
 */
export async function* redriveEvents(options: EventRedriveOptions): AsyncGenerator<Tallied> {
  const { client, queueUrl, deadLetterQueueUrl, waitSeconds, isRun, pace } = options;
  const letters = createDeadLetterQueue({ client, queueUrl: deadLetterQueueUrl, waitSeconds });
  const queue = createSqsEventQueue({ client, queueUrl, deadLetterQueueUrl });
  const held = new Set<string>();

  async function redrive({ event, letters: messages }: DeadItem): Promise<Tallied['fate']> {
    if (event === undefined) return 'unreadable';
    if (isTooLarge(event.body)) return 'tooLarge';
    if (!isRun) return 'sendable';
    await pace();
    const [refusal] = await queue.add([event.body]);
    if (refusal !== undefined) return 'unreadable';
    await letters.delete(messages);
    for (const { receiptHandle } of messages) held.delete(receiptHandle);
    return 'sent';
  }

  try {
    for await (const item of readDeadItems(letters, held)) {
      if (!matches(item, options.filter)) continue;
      const { reason, atMs, event } = item;
      yield { fate: await redrive(item), reason, type: event?.type ?? 'unreadable', atMs };
    }
  } finally {
    await letters.release([...held]);
  }
}

function matches({ event, reason, atMs }: DeadItem, filter: EventFilter): boolean {
  if (filter.types && !filter.types.has(event?.type ?? '')) return false;
  if (filter.reason !== undefined && !reason.includes(filter.reason)) return false;
  return atMs >= filter.fromMs && atMs < filter.toMs;
}
