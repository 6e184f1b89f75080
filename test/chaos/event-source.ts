import { setTimeout as wait } from 'node:timers/promises';
import type { Message, ReceiveMessageRequest } from '@aws-sdk/client-sqs';
import type { BatchResult, QueuedMessage } from '../../functions/enrich/pipeline.ts';
import type { RetryMessage } from '../../functions/enrich/redelivery.ts';
import { planReturns } from '../../functions/enrich/return-waits.ts';
import {
  createSqsVisibility,
  type MessageReturn,
  type SqsMessage,
} from '../../functions/queue/change-visibility.ts';
import type { SqsClient } from '../../functions/queue/sqs-client.ts';
import type { Chance } from './random.ts';

/** What may go wrong between the queue and a worker. Changed while it runs. */
export interface SourceFaults {
  /** Share of the batches that a worker gets a second time, and at the same time, whatever came of the first. */
  duplicateShare: number;
  /** Share of the batches whose messages come in another order, mixed with repeats of each other. */
  shuffleShare: number;
  /** Share of the batches whose invocation ends with an error. */
  crashShare: number;
  /** An invocation that takes longer is given up; its worker goes on, as after a lost answer. */
  invocationTimeoutMs: number;
}

export interface EventSourceOptions {
  readonly client: SqsClient;
  readonly queueUrl: string;
  readonly chance: Chance;
  readonly faults: SourceFaults;
  /** One invocation each. */
  readonly workers: readonly Worker[];
}

/** What comes out of either queue; a worker takes of it what it needs. */
export type SourceMessage = QueuedMessage & RetryMessage & SqsMessage;

export interface SourceOutcome {
  readonly failedMessageIds: readonly string[];
  readonly returns: readonly MessageReturn<SqsMessage>[];
}

export type Worker = (messages: readonly SourceMessage[]) => Promise<SourceOutcome>;

/** A worker of the queue of log events. */
export function toEventWorker(
  process: (
    messages: readonly SourceMessage[],
  ) => Promise<Pick<BatchResult, 'failedMessageIds' | 'rejected'>>,
  chance: Chance,
): Worker {
  return async (messages) => {
    const { failedMessageIds, rejected } = await process(messages);
    const returns = planReturns(messages, { failedMessageIds, rejected }, () => chance.next());
    return { failedMessageIds, returns };
  };
}

const callsABatch = 10;
/** Waits before the next attempt are so much shorter here than they really are. */
const waitDivisor = 15;

/** Lambda's event source over the real queue client: long batches, partial failures, deletion of what is done. */
export function startEventSource({ client, queueUrl, chance, faults, workers }: EventSourceOptions) {
  let isStopping = false;
  /** Batches that a worker got a second time and still has. Nothing in the queue tells of them. */
  let repeats = 0;
  const changeVisibility = createSqsVisibility({ queueUrl, client });

  async function receive(): Promise<Message[]> {
    const input: ReceiveMessageRequest = {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    };
    const messages: Message[] = [];
    for (let call = 0; call < callsABatch; call += 1) {
      const { Messages = [] } = await client
        .call('ReceiveMessage', input)
        .catch(() => ({ Messages: undefined }));
      messages.push(...Messages);
      if (Messages.length < 10) break;
    }
    return messages;
  }

  async function work(process: Worker): Promise<void> {
    while (!isStopping) {
      const batch = await receive();
      if (batch.length === 0) await wait(15);
      else await invoke(batch, process);
    }
  }

  async function invoke(batch: readonly Message[], process: Worker) {
    const messages = (chance.next() < faults.shuffleShare ? disorder(batch) : batch).map(toMessage);
    if (chance.next() < faults.crashShare) return;
    const answer = process(messages);
    if (chance.next() < faults.duplicateShare) void repeat(messages, process);
    const outcome = await Promise.race([
      answer.catch(() => undefined),
      wait(faults.invocationTimeoutMs, undefined, { ref: false }),
    ]);
    if (outcome === undefined) return;
    const failed = new Set(outcome.failedMessageIds);
    await giveBack(outcome);
    await remove(batch.filter(({ MessageId }) => !failed.has(MessageId ?? '')));
  }

  async function repeat(messages: readonly SourceMessage[], process: Worker) {
    repeats += 1;
    await process(messages).catch(() => undefined);
    repeats -= 1;
  }

  /** As the enrich function does it before it answers. */
  async function giveBack({ returns }: SourceOutcome) {
    await changeVisibility(
      returns.map(({ message, seconds }) => ({ message, seconds: Math.round(seconds / waitDivisor) })),
      2_000,
    );
  }

  /** A deletion that fails is not told to anybody: the message comes again. */
  async function remove(messages: readonly Message[]): Promise<void> {
    for (let start = 0; start < messages.length; start += 10) {
      const Entries = messages
        .slice(start, start + 10)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await client.call('DeleteMessageBatch', { QueueUrl: queueUrl, Entries }).catch(() => undefined);
    }
  }

  function disorder(batch: readonly Message[]): Message[] {
    return chance.shuffle([...batch, ...batch.slice(0, 3)]);
  }

  const running = Promise.all(workers.map(work));
  return {
    get repeats() {
      return repeats;
    },
    async stop(): Promise<void> {
      isStopping = true;
      await running;
    },
  };
}

function toMessage(message: Message): SourceMessage {
  const { MessageId = '', Body = '', ReceiptHandle = '', Attributes, MessageAttributes = {} } = message;
  return {
    messageId: MessageId,
    body: Body,
    enqueuedAtMs: Number(Attributes?.['SentTimestamp']),
    receiptHandle: ReceiptHandle,
    receiveCount: Number(Attributes?.['ApproximateReceiveCount']),
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  };
}
