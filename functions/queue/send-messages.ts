import { setTimeout as wait } from 'node:timers/promises';
import { maxMessageBytes } from './event-queue.ts';
import type { SqsClient } from './sqs-client.ts';

/** One message as SQS takes it; attributes are of type String. */
export interface OutgoingMessage {
  readonly body: string;
  readonly attributes?: { readonly [name: string]: string };
  /** From 0 to 900. @default the queue's own */
  readonly delaySeconds?: number;
}

/** Why a message is not stored. Sent again, one with `isSendersFault` would be refused again. */
export interface SendFailure {
  /** SQS's or the client's own name for it, `out_of_time` when the limit was reached. */
  readonly code: string;
  readonly isSendersFault: boolean;
}

export interface SendOptions {
  readonly client: SqsClient;
  readonly queueUrl: string;
  /** Calls on their way at once. @default 10 */
  readonly maxParallelCalls?: number;
  /** Of one batch, while the queue takes only some of its messages. @default 4 */
  readonly maxAttempts?: number;
  /** For all messages together, in milliseconds. */
  readonly timeLimitMs: number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** From 0 up to, not including, 1. */
  readonly random?: () => number;
}

const maxBatchEntries = 10;
const baseDelayMs = 50;

/**
 * Sends messages in full batches, several at once, and again what the queue did not take for a passing reason.
 *
 * Resolves with an answer for each, in order: undefined is stored, and only what SQS says is stored counts as stored.
 * Never rejects.
 */
export async function sendMessages(
  messages: readonly OutgoingMessage[],
  options: SendOptions,
): Promise<readonly (SendFailure | undefined)[]> {
  const signal = AbortSignal.timeout(Math.max(0, options.timeLimitMs));
  const answers = messages.map((): SendFailure | undefined => outOfTime);
  const batches = toBatches(messages).values();
  // The workers share one iterator.
  const work = async () => {
    for (const batch of batches) await sendBatch(messages, batch, answers, options, signal);
  };
  await Promise.all(Array.from({ length: options.maxParallelCalls ?? 10 }, work));
  return answers;
}

const outOfTime: SendFailure = { code: 'out_of_time', isSendersFault: false };

/** Writes the answers of one batch, whose messages are named by their places. */
async function sendBatch(
  messages: readonly OutgoingMessage[],
  batch: readonly number[],
  answers: (SendFailure | undefined)[],
  options: SendOptions,
  signal: AbortSignal,
): Promise<void> {
  const { client, queueUrl, maxAttempts = 4, sleep = wait, random = Math.random } = options;
  let pending = batch;
  for (let attempt = 1; pending.length > 0 && !signal.aborted; attempt += 1) {
    const input = {
      QueueUrl: queueUrl,
      Entries: pending.map((place, index) => toEntry(messages[place]!, index)),
    };
    try {
      const options = { abortSignal: signal };
      const { Successful = [], Failed = [] } = await client.call('SendMessageBatch', input, options);
      for (const place of pending) answers[place] = noAnswer;
      for (const { Id } of Successful) answers[pending[Number(Id)]!] = undefined;
      for (const { Id, Code, SenderFault } of Failed) {
        answers[pending[Number(Id)]!] = { code: Code ?? 'unknown', isSendersFault: SenderFault === true };
      }
    } catch (error) {
      // A call that fails as a whole is not repeated: the client has done so.
      const failure = signal.aborted ? outOfTime : { code: toCode(error), isSendersFault: false };
      for (const place of pending) answers[place] = failure;
      return;
    }
    pending = pending.filter((place) => answers[place]?.isSendersFault === false);
    if (attempt >= maxAttempts) return;
    if (pending.length > 0) await sleep(random() * baseDelayMs * 2 ** attempt);
  }
}

const noAnswer: SendFailure = { code: 'no_answer', isSendersFault: false };

/** Places of messages, in as few batches as the two limits allow in one pass: 10 messages, 1 MiB together. */
function toBatches(messages: readonly OutgoingMessage[]): number[][] {
  const batches: number[][] = [];
  let bytes = 0;
  for (const [place, message] of messages.entries()) {
    const size = sizeOf(message);
    const batch = batches.at(-1);
    if (batch !== undefined && batch.length < maxBatchEntries && bytes + size <= maxMessageBytes) {
      batch.push(place);
      bytes += size;
    } else {
      batches.push([place]);
      bytes = size;
    }
  }
  return batches;
}

function sizeOf({ body, attributes = {} }: OutgoingMessage): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, value] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + 'String'.length + Buffer.byteLength(value);
  }
  return bytes;
}

function toEntry({ body, attributes = {}, delaySeconds }: OutgoingMessage, index: number) {
  const named = Object.entries(attributes).map(
    ([name, value]) => [name, { DataType: 'String', StringValue: value }] as const,
  );
  return {
    Id: String(index),
    MessageBody: body,
    ...(delaySeconds !== undefined && { DelaySeconds: delaySeconds }),
    ...(named.length > 0 && { MessageAttributes: Object.fromEntries(named) }),
  };
}

/** The name alone: what others say may quote what they got. */
function toCode(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
