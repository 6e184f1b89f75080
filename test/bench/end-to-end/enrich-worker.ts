import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { handler } from '../../../functions/enrich/handler.ts';
import type { QueueFeed } from '../../../functions/session/queue-settings.ts';

// A sandbox of Lambda's with the poller that feeds it: the handler is the function's own, with its environment.
const { batchSize, batchWindowSeconds } = JSON.parse(process.argv[2] ?? '{}') as QueueFeed;
const QueueUrl = process.env['QUEUE_URL'] ?? '';
const client = new SQSClient({});

async function receive(WaitTimeSeconds: number): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
}

/** Up to a whole batch, or what has come a window after the first. */
async function gather(): Promise<Message[]> {
  const batch = await receive(20);
  if (batch.length === 0) return batch;
  const endMs = Date.now() + batchWindowSeconds * 1_000;
  while (batch.length + 10 <= batchSize && Date.now() < endMs) {
    const more = await receive(0);
    batch.push(...more);
    if (more.length === 0)
      await new Promise((resolve) => setTimeout(resolve, Math.min(20, endMs - Date.now())));
  }
  return batch;
}

function toSqsEvent(batch: readonly Message[]): SQSEvent {
  return {
    Records: batch.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes as never,
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:111122223333:log-events',
      awsRegion: 'us-east-1',
    })),
  };
}

async function remove(batch: readonly Message[]): Promise<void> {
  const groups = Array.from({ length: Math.ceil(batch.length / 10) }, (_, index) =>
    batch.slice(index * 10, index * 10 + 10),
  );
  await Promise.all(
    groups.map((group) =>
      client.send(
        new DeleteMessageBatchCommand({
          QueueUrl,
          Entries: group.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      ),
    ),
  );
}

process.stdout.write(`${JSON.stringify('ready')}\n`);
for (;;) {
  const batch = await gather();
  if (batch.length === 0) continue;
  const endMs = Date.now() + 60_000;
  const context = { getRemainingTimeInMillis: () => endMs - Date.now() } as Context;
  const { batchItemFailures } = (await handler(toSqsEvent(batch), context)) as SQSBatchResponse;
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  await remove(batch.filter(({ MessageId }) => !failed.has(MessageId ?? '')));
}
