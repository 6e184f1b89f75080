import type { Message } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { handler } from '../../../functions/enrich/handler.ts';
import type { QueueFeed } from '../../../functions/session/queue-settings.ts';
import type { Moments } from './set-up.ts';

// A sandbox of Lambda's with the poller that feeds it: the handler is the function's own, with its environment.
const { batchSize, batchWindowSeconds } = JSON.parse(process.argv[2] ?? '{}') as QueueFeed;
const QueueUrl = process.env['QUEUE_URL'] ?? '';
const endpoint = process.env['AWS_ENDPOINT_URL'] ?? '';
const mostOfACall = 10;

/** Lambda's pollers run on machines of AWS's: here they cost the function's processor as little as they can. */
async function ask<Answer>(operation: string, input: object): Promise<Answer> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify({ QueueUrl, ...input }),
  });
  if (!response.ok) throw new Error(`${operation} was answered with ${response.status}`);
  return (await response.json()) as Answer;
}

async function receive(WaitTimeSeconds: number): Promise<readonly Message[]> {
  const { Messages = [] } = await ask<{ readonly Messages?: readonly Message[] }>('ReceiveMessage', {
    MaxNumberOfMessages: mostOfACall,
    WaitTimeSeconds,
    MessageSystemAttributeNames: ['All'],
  });
  return Messages;
}

/** Up to a whole batch, or what has come a window after the first. */
async function gather(): Promise<readonly Message[]> {
  const batch = [...(await receive(20))];
  const endMs = Date.now() + batchWindowSeconds * 1_000;
  while (batch.length > 0 && batch.length + mostOfACall <= batchSize && Date.now() < endMs) {
    batch.push(...(await receive((endMs - Date.now()) / 1_000)));
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
  const groups = Array.from({ length: Math.ceil(batch.length / mostOfACall) }, (_, index) =>
    batch.slice(index * mostOfACall, (index + 1) * mostOfACall),
  );
  await Promise.all(
    groups.map((group) =>
      ask('DeleteMessageBatch', {
        Entries: group.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    ),
  );
}

/** Once the records are out, so that it takes none of their time. */
async function tell(batch: readonly Message[], atMs: number): Promise<void> {
  const moments: Moments = batch.map(({ Body = '' }) => [/"log_id":"([^"]+)"/.exec(Body)?.[1] ?? '', atMs]);
  await fetch(process.env['NEWS_URL'] ?? '', { method: 'POST', body: JSON.stringify(moments) });
}

process.stdout.write(`${JSON.stringify('ready')}\n`);
for (;;) {
  const batch = await gather();
  if (batch.length === 0) continue;
  const startedAtMs = Date.now();
  const endMs = startedAtMs + 60_000;
  const context = { getRemainingTimeInMillis: () => endMs - Date.now() } as Context;
  const { batchItemFailures } = (await handler(toSqsEvent(batch), context)) as SQSBatchResponse;
  await tell(batch, startedAtMs);
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  await remove(batch.filter(({ MessageId }) => !failed.has(MessageId ?? '')));
}
