import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { SQSEvent } from 'aws-lambda';
import { region } from '../aws/wire.ts';
import type { InvocationResult } from '../lambda-runtime-api.ts';
import type { Credentials } from './iam.ts';

export interface EventSourceMappingOptions {
  readonly endpoint: string;
  /** Of the function's role: Lambda polls with it. */
  readonly credentials: Credentials;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maxConcurrency: number;
  readonly reportsItemFailures: boolean;
  readonly invoke: (event: SQSEvent) => Promise<InvocationResult>;
}

export interface EventSourceMapping {
  stop(): Promise<void>;
}

/** Lambda's poller of a queue: batches by size and window, deletion of what the answer does not name as failed. */
export function startEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
  const { queueUrl, batchSize, windowSeconds } = options;
  const { endpoint, credentials } = options;
  const client = new SQSClient({ endpoint, region, credentials, maxAttempts: 1 });
  let isStopping = false;

  async function receive(waitSeconds: number, room: number): Promise<readonly Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(room, 10),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    try {
      return (await client.send(command)).Messages ?? [];
    } catch {
      // The queue is out of reach, or the role may not read it: tried again until it is.
      if (!isStopping) await wait(200);
      return [];
    }
  }

  async function collect(): Promise<readonly Message[]> {
    const batch: Message[] = [...(await receive(1, batchSize))];
    const end = performance.now() + windowSeconds * 1_000;
    while (batch.length > 0 && batch.length < batchSize && performance.now() < end && !isStopping) {
      const more = await receive(0, batchSize - batch.length);
      batch.push(...more);
      if (more.length === 0) await wait(20);
    }
    return batch;
  }

  async function work(): Promise<void> {
    while (!isStopping) {
      const batch = await collect();
      if (batch.length === 0) continue;
      const result = await options.invoke({ Records: batch.map((one) => toRecord(one, options.queueArn)) });
      const failed = failedOf(result, batch, options.reportsItemFailures);
      await remove(batch.filter(({ MessageId = '' }) => !failed.has(MessageId)));
    }
  }

  async function remove(messages: readonly Message[]): Promise<void> {
    for (let start = 0; start < messages.length; start += 10) {
      const Entries = messages
        .slice(start, start + 10)
        .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      // What is not deleted comes again: at least once.
      await client
        .send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
        .catch(() => undefined);
    }
  }

  const running = Promise.all(Array.from({ length: options.maxConcurrency }, work));
  return {
    async stop() {
      isStopping = true;
      await running;
      client.destroy();
    },
  };
}

/** The messages that stay in the queue; by facts of the vendor's guide, a list that cannot be read means all of them. */
function failedOf(
  { ok, body }: InvocationResult,
  batch: readonly Message[],
  isReporting: boolean,
): Set<string> {
  const all = new Set(batch.map(({ MessageId = '' }) => MessageId));
  if (!ok) return all;
  const { batchItemFailures = [] } =
    (isReporting && (body as { batchItemFailures?: unknown[] } | null)) || {};
  const named = batchItemFailures.map((one) => (one as { itemIdentifier?: string }).itemIdentifier ?? '');
  return named.every((id) => all.has(id)) ? new Set(named) : all;
}

function toRecord(message: Message, queueArn: string): SQSEvent['Records'][number] {
  const { MessageId = '', ReceiptHandle = '', Body = '', Attributes, MessageAttributes = {} } = message;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes as unknown as SQSEvent['Records'][number]['attributes'],
    messageAttributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '', DataType = 'String' }]) => [
        name,
        { stringValue: StringValue, dataType: DataType },
      ]),
    ),
    md5OfBody: createHash('md5').update(Body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
