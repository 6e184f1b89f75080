import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDeadLetterQueue } from '../../../functions/queue/dead-letter-queue.ts';
import { QueueUnavailableError } from '../../../functions/queue/event-queue.ts';
import { createQueueClient } from '../../../functions/queue/queue-client.ts';
import type { SqsClient } from '../../../functions/queue/sqs-client.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';

let aws: AwsStandIn;
let queues = 0;
beforeAll(async () => {
  aws = await startAwsStandIn();
});
afterAll(() => aws.close());

async function prepare(count: number) {
  const name = `dead-letters-${(queues += 1)}`;
  const queueUrl = aws.queues.create(name);
  for (let index = 0; index < count; index += 1) aws.queues.add(name, `m${index}`);
  const client = createQueueClient({ ...aws.clientOptions, maxAttempts: 1 });
  const queue = createDeadLetterQueue({ client, queueUrl, waitSeconds: 0 });
  const letters = [];
  for (;;) {
    const received = await queue.receive();
    if (received.length === 0) break;
    letters.push(...received);
  }
  return { queue, letters, name, left: () => aws.queues.messages(name).length, end: () => client.destroy() };
}

describe('createDeadLetterQueue', () => {
  it('asks for ten at a time, by a long poll, and hides them for a quarter of an hour', async () => {
    const asked: unknown[] = [];
    const call = async (operation: string, input: unknown) => {
      asked.push(operation, input);
      return {};
    };

    await createDeadLetterQueue({ client: { call } as unknown as SqsClient, queueUrl: 'q' }).receive();

    expect(asked).toEqual([
      'ReceiveMessage',
      {
        QueueUrl: 'q',
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 900,
        WaitTimeSeconds: 2,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      },
    ]);
  });

  it.each([
    [{}, { reason: 'undelivered' }],
    [
      { reason: 'big', encoding: 'base64' },
      { reason: 'big', encoding: 'base64' },
    ],
    [{ encoding: 'gzip+base64' }, { reason: 'undelivered', encoding: 'gzip+base64' }],
    [{ encoding: 'rot13', other: 'x' }, { reason: 'undelivered' }],
    [
      { part: '1/2', set_aside_id: 'a' },
      { reason: 'undelivered', part: '1/2', set_aside_id: 'a' },
    ],
  ])('reads the attributes %j as %j', async (given, read) => {
    const MessageAttributes = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    );
    const message = { MessageId: 'm', Body: 'b', ReceiptHandle: 'r', MessageAttributes };
    const client = { call: async () => ({ Messages: [message] }) } as unknown as SqsClient;

    await expect(createDeadLetterQueue({ client, queueUrl: 'q' }).receive()).resolves.toMatchObject([
      { messageId: 'm', body: 'b', receiptHandle: 'r', sentAtMs: 0, attributes: read },
    ]);
  });

  it('deletes more letters than one call takes', async () => {
    const { queue, letters, left, end } = await prepare(23);

    await queue.delete(letters);
    end();

    expect(letters).toHaveLength(23);
    expect(left()).toBe(0);
  });

  // What a redrive took for deleted would be sent a second time by the next one.
  it('says so when one letter of a call could not be deleted', async () => {
    const { queue, letters, left, end } = await prepare(3);
    aws.inject({
      on: 'sqs.DeleteMessageBatch',
      times: 1,
      fault: { kind: 'partial', fails: (index) => index === 1, code: 'InternalError' },
    });

    await expect(queue.delete(letters)).rejects.toEqual(new QueueUnavailableError('InternalError'));
    end();

    expect(left()).toBe(1);
  });

  it('says so when a call fails as a whole', async () => {
    const { queue, letters, left, end } = await prepare(1);
    aws.inject({ on: 'sqs.DeleteMessageBatch', times: 1, fault: { kind: 'denied' } });

    await expect(queue.delete(letters)).rejects.toEqual(new QueueUnavailableError('AccessDeniedException'));
    end();

    expect(left()).toBe(1);
  });
});
