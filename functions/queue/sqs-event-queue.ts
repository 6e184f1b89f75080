import { setTimeout as wait } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type EventQueue, maxMessageBytes, QueueUnavailableError } from './event-queue.ts';
import { toSetAsideMessages } from './set-aside.ts';

export interface SqsEventQueueOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Calls on their way at once. @default 10, a hundred events in the time of one call */
  readonly maxParallelCalls?: number;
  /** Of one batch, while the queue takes only some of its messages. @default 4 */
  readonly maxAttempts?: number;
  /** For everything that one `add` or `setAside` stores. @default 20_000 */
  readonly timeLimitMs?: number;
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** From 0 up to, not including, 1. */
  readonly random?: () => number;
}

interface Message {
  readonly body: string;
  readonly attributes?: { readonly [name: string]: string };
}

const maxBatchEntries = 10;
const baseDelayMs = 50;

/** The event queue in SQS: full batches, several at once, each entry's own answer read. */
export function createSqsEventQueue(options: SqsEventQueueOptions): EventQueue {
  const { queueUrl, deadLetterQueueUrl, maxParallelCalls = 10, timeLimitMs = 20_000 } = options;

  async function sendAll(url: string, messages: readonly Message[]): Promise<void> {
    const signal = AbortSignal.timeout(timeLimitMs);
    const batches = toBatches(messages).values();
    let failure: unknown;
    // The workers share one iterator. After a failure none starts another batch, for all comes again.
    const work = async () => {
      for (const batch of batches) {
        if (failure !== undefined) return;
        await sendBatch(options, url, batch, signal).catch((error: unknown) => {
          failure ??= error;
        });
      }
    };
    await Promise.all(Array.from({ length: maxParallelCalls }, work));
    if (failure !== undefined) throw failure;
  }

  return {
    async add(bodies) {
      await sendAll(
        queueUrl,
        bodies.map((body) => ({ body })),
      );
    },
    async setAside(items) {
      const messages: Message[] = [];
      for (const item of items) messages.push(...(await toSetAsideMessages(item)));
      await sendAll(deadLetterQueueUrl, messages);
    },
  };
}

/**
 * Sends one batch, and again what the queue did not take of it. A call that fails as a whole is not repeated: the
 * client has done so. Rejects with QueueUnavailableError unless every message is stored.
 */
async function sendBatch(
  options: SqsEventQueueOptions,
  queueUrl: string,
  batch: readonly Message[],
  signal: AbortSignal,
): Promise<void> {
  const { client, maxAttempts = 4, sleep = wait, random = Math.random } = options;
  let pending = batch;
  for (let attempt = 1; ; attempt += 1) {
    const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: pending.map(toEntry) });
    const answer = await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
      throw new QueueUnavailableError(signal.aborted ? 'out_of_time' : toCode(error));
    });
    // Only what the answer says is stored counts as stored.
    const stored = new Set(answer.Successful?.map(({ Id }) => Id));
    pending = pending.filter((_message, index) => !stored.has(String(index)));
    if (pending.length === 0) return;

    const [refusal] = answer.Failed ?? [];
    // The sender's fault stays one however often it is sent.
    const isAgain =
      attempt < maxAttempts && !signal.aborted && answer.Failed?.some((one) => !one.SenderFault);
    if (isAgain !== true) throw new QueueUnavailableError(refusal?.Code ?? 'no_answer');
    await sleep(random() * baseDelayMs * 2 ** attempt);
  }
}

/** As few batches as the two limits allow in one pass: 10 messages, 1 MiB together. */
function toBatches(messages: readonly Message[]): Message[][] {
  const batches: Message[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = sizeOf(message);
    const batch = batches.at(-1);
    if (batch !== undefined && batch.length < maxBatchEntries && bytes + size <= maxMessageBytes) {
      batch.push(message);
      bytes += size;
    } else {
      batches.push([message]);
      bytes = size;
    }
  }
  return batches;
}

function sizeOf({ body, attributes = {} }: Message): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, value] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + 'String'.length + Buffer.byteLength(value);
  }
  return bytes;
}

function toEntry({ body, attributes = {} }: Message, index: number) {
  const named = Object.entries(attributes).map(
    ([name, value]) => [name, { DataType: 'String', StringValue: value }] as const,
  );
  return {
    Id: String(index),
    MessageBody: body,
    ...(named.length > 0 && { MessageAttributes: Object.fromEntries(named) }),
  };
}

/** The name alone: messages of the SDK quote what it got. */
function toCode(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
