import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createQueueClient } from '../../../functions/queue/queue-client.ts';
import { sendMessages } from '../../../functions/queue/send-messages.ts';
import type { SqsClient } from '../../../functions/queue/sqs-client.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';

let aws: AwsStandIn;
let client: SqsClient;

beforeAll(async () => {
  aws = await startAwsStandIn();
  client = createQueueClient({ ...aws.clientOptions, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

describe('sendMessages', () => {
  it('sends attributes and a delay where there are some, and nothing in their place where there are none', async () => {
    const queueUrl = aws.queues.create('log-events');

    const answers = await sendMessages(
      [
        { body: 'plain' },
        { body: 'late', delaySeconds: 7, attributes: { origin: 'backfill' } },
        { body: 'now', delaySeconds: 0 },
      ],
      { client, queueUrl, timeLimitMs: 600_000 },
    );

    expect(answers).toEqual([undefined, undefined, undefined]);
    expect(aws.calls.map(({ input }) => (input as { Entries: unknown }).Entries)).toEqual([
      [
        { Id: '0', MessageBody: 'plain' },
        {
          Id: '1',
          MessageBody: 'late',
          DelaySeconds: 7,
          MessageAttributes: { origin: { DataType: 'String', StringValue: 'backfill' } },
        },
        { Id: '2', MessageBody: 'now', DelaySeconds: 0 },
      ],
    ]);
  });
});
