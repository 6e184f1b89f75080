import { type DeadLetter, createDeadLetterQueue } from '../../queue/dead-letter-queue.ts';
import { QueueUnavailableError } from '../../queue/event-queue.ts';
import type { SqsClient } from '../../queue/sqs-client.ts';
import { sendMessages } from '../../queue/send-messages.ts';
import { readRetryMessage } from '../../enrich/retry-message.ts';
import { readLetters } from './dead-items.ts';

/** From where to where finished records go. */
export interface RecordWay {
  /** The destination whose records they are. */
  readonly destination: string;
  readonly fromQueueUrl: string;
  /** Undefined where there is no queue to send them to: they are only shown. */
  readonly toQueueUrl: string | undefined;
}

export interface RecordFilter {
  readonly reason: string | undefined;
  /** Epoch milliseconds, of the record's own time. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A finished record that a destination did not take. */
export interface WaitingItem {
  /** The destination's code at the first attempt; `unreadable` for a message that holds no record. */
  readonly code: string;
  readonly firstFailedAtMs: number;
  readonly isReadable: boolean;
}

export interface RecordRedriveOptions {
  readonly client: SqsClient;
  readonly way: RecordWay;
  readonly filter: RecordFilter;
  readonly waitSeconds: number;
  /** Whether to send; otherwise they are shown alone. */
  readonly isRun: boolean;
  readonly pace: () => Promise<void>;
}

/**
 * Finished records of one queue, each as soon as it was seen or sent on as it is, with its attributes: how long it has
 * waited counts on. A message is deleted only after the other queue has it; all others are given back in the end.
 *
 * Rejects with QueueUnavailableError.
 */
export async function* redriveRecords(
  options: RecordRedriveOptions,
): AsyncGenerator<WaitingItem & { readonly isSent: boolean }> {
  const { client, way, waitSeconds, isRun, pace } = options;
  const queue = createDeadLetterQueue({ client, queueUrl: way.fromQueueUrl, waitSeconds });
  const held = new Set<string>();
  try {
    for await (const letter of readLetters(queue, held)) {
      const { item, timeMs } = await toItem(letter);
      if (!matches(item, timeMs, options.filter)) continue;
      const isSent = isRun && item.isReadable && way.toQueueUrl !== undefined;
      if (isSent) {
        await pace();
        await send(client, way.toQueueUrl!, letter);
        await queue.delete([letter]);
        held.delete(letter.receiptHandle);
      }
      yield { ...item, isSent };
    }
  } finally {
    await queue.release([...held]);
  }
}

async function send(
  client: RecordRedriveOptions['client'],
  queueUrl: string,
  { body, sent }: DeadLetter,
): Promise<void> {
  const [failure] = await sendMessages([{ body, attributes: sent }], {
    client,
    queueUrl,
    timeLimitMs: 20_000,
  });
  if (failure !== undefined) throw new QueueUnavailableError(failure.code);
}

async function toItem(letter: DeadLetter) {
  const waiting = await readRetryMessage(letter.body, letter.sent);
  const item: WaitingItem = waiting
    ? { code: waiting.code, firstFailedAtMs: waiting.firstFailedAtMs, isReadable: true }
    : { code: 'unreadable', firstFailedAtMs: letter.sentAtMs, isReadable: false };
  return { item, timeMs: waiting?.record.timeMs ?? letter.sentAtMs };
}

function matches({ code }: WaitingItem, timeMs: number, filter: RecordFilter): boolean {
  if (filter.reason !== undefined && !code.includes(filter.reason)) return false;
  return timeMs >= filter.fromMs && timeMs < filter.toMs;
}
