import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type EventQueue, maxMessageBytes, QueueUnavailableError, type RefusedBody } from './event-queue.ts';
import { toSetAsideMessages } from './set-aside.ts';
import type { SqsClient } from './sqs-client.ts';

export interface SqsEventQueueOptions {
  readonly client: SqsClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** Of each event's message. @default none */
  readonly attributes?: { readonly [name: string]: string };
  /** Calls on their way at once, at most; fewer for less, see `toParallelCalls`. @default 40 */
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
  /** Its place among all that one call stores. */
  readonly index: number;
  readonly body: string;
  readonly attributes?: { readonly [name: string]: string };
}

const maxBatchEntries = 10;
const baseDelayMs = 50;

/** The event queue in SQS: full batches, several at once, each entry's own answer read. */
export function createSqsEventQueue(options: SqsEventQueueOptions): EventQueue {
  const { queueUrl, deadLetterQueueUrl, attributes, maxParallelCalls = 40, timeLimitMs = 20_000 } = options;

  /** Resolves with what the queue refuses for good. */
  async function sendAll(url: string, messages: readonly Message[]): Promise<readonly RefusedBody[]> {
    const signal = AbortSignal.timeout(timeLimitMs);
    // Each call under way listens to it: Node would take that for a leak, and say so in the log.
    setMaxListeners(0, signal);
    const all = toBatches(messages);
    const batches = all.values();
    const refused: RefusedBody[] = [];
    let failure: unknown;
    // The workers share one iterator. After a failure none starts another batch, for all comes again.
    const work = async () => {
      for (const batch of batches) {
        if (failure !== undefined) return;
        await sendBatch(options, url, batch, signal).then(
          (refusals) => refused.push(...refusals),
          (error: unknown) => {
            failure ??= error;
          },
        );
      }
    };
    await Promise.all(Array.from({ length: toParallelCalls(all.length, maxParallelCalls) }, work));
    if (failure !== undefined) throw failure;
    return refused;
  }

  return {
    add(bodies) {
      return sendAll(
        queueUrl,
        bodies.map((body, index) => ({ body, index, ...(attributes && { attributes }) })),
      );
    },
    async setAside(items) {
      const messages: Message[] = [];
      for (const item of items) {
        for (const message of await toSetAsideMessages(item)) {
          messages.push({ ...message, index: messages.length });
        }
      }
      const [refusal] = await sendAll(deadLetterQueueUrl, messages);
      if (refusal !== undefined) throw new QueueUnavailableError(refusal.code);
    },
  };
}

/**
 * A hundred events are stored in the time of one call, with few connections. What has many more gets more calls, so that
 * 10,000 are stored in the time of 25 calls one after the other.
 */
function toParallelCalls(batches: number, maxParallelCalls: number): number {
  return Math.min(maxParallelCalls, Math.max(10, Math.ceil(batches / 10)));
}

/** Codes of a call that is refused for what is in one of its messages. */
const contentFaults = new Set(['BatchRequestTooLong', 'InvalidMessageContents']);

/**
 * Sends one batch, and again what the queue did not take of it; resolves with what it will never take. A call that fails
 * as a whole is not repeated, as the client has done so; one that is refused for its contents is sent message by message.
 * Rejects with QueueUnavailableError when some message is neither stored nor refused for good.
 */
async function sendBatch(
  options: SqsEventQueueOptions,
  queueUrl: string,
  batch: readonly Message[],
  signal: AbortSignal,
): Promise<readonly RefusedBody[]> {
  const { client, maxAttempts = 4, sleep = wait, random = Math.random } = options;
  const refused: RefusedBody[] = [];
  let pending = batch;
  for (let attempt = 1; ; attempt += 1) {
    const input = { QueueUrl: queueUrl, Entries: pending.map(toEntry) };
    const answer = await client.call('SendMessageBatch', input, { abortSignal: signal }).catch(toCode);
    if (typeof answer === 'string') {
      if (signal.aborted) throw new QueueUnavailableError('out_of_time');
      const [one, ...others] = pending;
      if (!contentFaults.has(answer) || one === undefined) throw new QueueUnavailableError(answer);
      if (others.length === 0) return [...refused, { index: one.index, code: answer }];
      for (const message of pending) refused.push(...(await sendBatch(options, queueUrl, [message], signal)));
      return refused;
    }
    // Only what the answer says is stored counts as stored.
    const stored = new Set(answer.Successful?.map(({ Id }) => Id));
    const failed = new Map(answer.Failed?.map((one) => [one.Id, one]));
    const unstored = pending.flatMap((message, place) => {
      return stored.has(String(place)) ? [] : [{ message, failure: failed.get(String(place)) }];
    });
    for (const { message, failure } of unstored) {
      // The sender's fault stays one however often it is sent.
      if (failure?.SenderFault) refused.push({ index: message.index, code: failure.Code ?? 'no_code' });
    }
    const open = unstored.filter(({ failure }) => !failure?.SenderFault);
    pending = open.map(({ message }) => message);
    if (pending.length === 0) return refused;

    const isAgain =
      attempt < maxAttempts && !signal.aborted && open.some(({ failure }) => failure !== undefined);
    const [first] = open.flatMap(({ failure }) => failure?.Code ?? []);
    if (!isAgain) throw new QueueUnavailableError(first ?? 'no_answer');
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

function toEntry({ body, attributes = {} }: Message, place: number) {
  const named = Object.entries(attributes).map(
    ([name, value]) => [name, { DataType: 'String', StringValue: value }] as const,
  );
  return {
    Id: String(place),
    MessageBody: body,
    ...(named.length > 0 && { MessageAttributes: Object.fromEntries(named) }),
  };
}

/** The name alone: what others say may quote what they got. */
function toCode(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
