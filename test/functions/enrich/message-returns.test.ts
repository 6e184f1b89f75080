import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { toSqsMessages } from '../../../functions/enrich/sqs-batch.ts';
import { createReturns } from '../../../functions/enrich/message-returns.ts';
import { planReturns } from '../../../functions/enrich/return-waits.ts';
import {
  createSqsVisibility,
  createVisibilityClient,
  type UnchangedReturns,
} from '../../../functions/queue/change-visibility.ts';
import type { SqsClient } from '../../../functions/queue/sqs-client.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import { toSqsEvent } from '../../support/lambda-events.ts';

let aws: AwsStandIn;
let client: SqsClient;
let nowMs = Date.now();
let unchanged: UnchangedReturns[] = [];
let queues = 0;
beforeAll(async () => {
  aws = await startAwsStandIn({ now: () => nowMs });
  client = createVisibilityClient(aws.clientOptions);
});
beforeEach(() => {
  unchanged = [];
});
afterEach(() => aws.clearFaults());
afterAll(async () => {
  client.destroy();
  await aws.close();
});

/** A queue whose messages have all been given out, as an event source does it. */
async function createHeld(count: number) {
  const name = `returns-${(queues += 1)}`;
  const queueUrl = aws.queues.create(name, { VisibilityTimeout: '1081' });
  for (let index = 0; index < count; index += 1) aws.queues.add(name, `m${index}`);
  const records: SQSRecord[] = [];
  while (records.length < count) {
    const { Messages = [] } = await client.call('ReceiveMessage', {
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
    });
    for (const { MessageId = '', ReceiptHandle = '', Body = '' } of Messages) {
      const [record] = toSqsEvent([Body]).Records as [SQSRecord];
      records.push({ ...record, messageId: MessageId, receiptHandle: ReceiptHandle });
    }
  }
  const bringBack = createReturns({
    queueUrl,
    changeVisibility: createSqsVisibility({ queueUrl, client }),
    now: () => nowMs,
    onUnchanged: (one) => unchanged.push(one),
  });
  const event: SQSEvent = { Records: records };
  return {
    event,
    bringBack,
    ids: records.map(({ messageId }) => messageId),
    /** Seconds from now at which each message is to be had again. */
    waits: () =>
      aws.queues.messages(name).map(({ visibleAtMs }) => Math.round((visibleAtMs - nowMs) / 1_000)),
  };
}

const limits = () => ({ deadlineMs: nowMs + 60_000 });
const failing = (event: SQSEvent, failedMessageIds: readonly string[], rejected: readonly string[] = []) => {
  const reasons = rejected.map((messageId) => ({ messageId, reason: 'not valid JSON' }));
  return planReturns(toSqsMessages(event), { failedMessageIds, rejected: reasons }, () => 0.5);
};

describe('createReturns', () => {
  it('has the failed messages come back soon, poison at once, and leaves the others alone', async () => {
    const { event, ids, bringBack, waits } = await createHeld(3);

    await bringBack(failing(event, ids.slice(0, 2), ids.slice(0, 1)), limits());

    expect(waits()).toEqual([0, 15, 1_081]);
    expect(unchanged).toEqual([]);
  });

  it('changes more messages than fit into a call', async () => {
    const { event, ids, bringBack, waits } = await createHeld(25);

    await bringBack(failing(event, ids), limits());

    expect(new Set(waits())).toEqual(new Set([15]));
  });

  it('asks the queue for nothing while nothing fails', async () => {
    const { event, bringBack } = await createHeld(1);
    const before = aws.countOf('sqs.ChangeMessageVisibilityBatch');

    await bringBack(failing(event, []), limits());

    expect(aws.countOf('sqs.ChangeMessageVisibilityBatch')).toBe(before);
  });

  it.each([
    ['denied', { kind: 'denied' }, 'AccessDeniedException'],
    ['down', { kind: 'unavailable' }, 'InternalFailure'],
    [
      'of one mind about a part',
      { kind: 'partial', fails: () => true, code: 'InternalError' },
      'InternalError',
    ],
  ] as const)('says so and goes on when the queue is %s', async (_what, fault, code) => {
    const { event, ids, bringBack, waits } = await createHeld(2);
    aws.inject({ on: 'sqs.ChangeMessageVisibilityBatch', fault });

    await expect(bringBack(failing(event, ids), limits())).resolves.toBeUndefined();

    expect(unchanged).toEqual([{ count: 2, codes: [code] }]);
    expect(waits()).toEqual([1_081, 1_081]);
  });

  it('gives up before the invocation ends', async () => {
    const { event, ids, bringBack } = await createHeld(1);
    aws.inject({ on: 'sqs.ChangeMessageVisibilityBatch', fault: { kind: 'hang' } });

    await bringBack(failing(event, ids), { deadlineMs: nowMs + 700 });

    expect(unchanged).toEqual([{ count: 1, codes: ['out_of_time'] }]);
  });
});
