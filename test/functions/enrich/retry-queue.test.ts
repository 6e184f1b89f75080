import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readRetryMessage } from '../../../functions/enrich/retry-message.ts';
import { createRetryQueueClient, createSqsRetryQueue } from '../../../functions/enrich/retry-queue.ts';
import type { SqsClient } from '../../../functions/queue/sqs-client.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';

let aws: AwsStandIn;
let client: SqsClient;
let queues = 0;
beforeAll(async () => {
  aws = await startAwsStandIn();
  // Megabytes on a busy machine take longer than an invocation may wait for them.
  const limits = { timeoutMs: 60_000, connectionTimeoutMs: 60_000, maxSockets: 50 };
  client = createRetryQueueClient({ ...aws.clientOptions, maxAttempts: 1, limits });
});
afterEach(() => aws.clearFaults());
afterAll(async () => {
  client.destroy();
  await aws.close();
});

function setUp() {
  const name = `retry-${(queues += 1)}`;
  const queueUrl = aws.queues.create(name);
  const queue = createSqsRetryQueue({
    client,
    queueUrl,
    timeLimitMs: 60_000,
    sleep: async () => {},
    random: () => 0,
  });
  return { queue, messages: () => aws.queues.messages(name) };
}

const waitingOf = (uid: string, line = `{"uid":"${uid}"}`) => ({
  record: { uid, line, timeMs: 0 },
  code: 'busy',
  firstFailedAtMs: 1_000,
  isCounted: false,
});
const many = (count: number) => Array.from({ length: count }, (_one, index) => waitingOf(`r${index}`));

describe('createSqsRetryQueue', () => {
  it('stores each record as a message of its own, ten in a call', async () => {
    const { queue, messages } = setUp();
    const before = aws.countOf('sqs.SendMessageBatch');

    await expect(queue.add(many(25))).resolves.toEqual(new Set());

    expect(aws.countOf('sqs.SendMessageBatch') - before).toBe(3);
    const [first] = messages();
    const attributes = Object.entries(first?.attributes ?? {}).map(([key, { StringValue }]) => [
      key,
      StringValue,
    ]);
    const waiting = await readRetryMessage(first?.body ?? '', Object.fromEntries(attributes));
    expect(messages()).toHaveLength(25);
    expect(waiting?.record.uid).toMatch(/^r\d+$/);
    expect(waiting).toEqual(waitingOf(waiting?.record.uid ?? ''));
  });

  it('stores records of 950,000 bytes beside small ones', async () => {
    const { queue, messages } = setUp();
    const large = (uid: string) => waitingOf(uid, JSON.stringify({ uid, value: 'x'.repeat(949_900) }));

    await expect(queue.add([large('a'), waitingOf('b'), large('c')])).resolves.toEqual(new Set());

    expect(messages()).toHaveLength(3);
  });

  it('sends again what the queue did not take for a passing reason', async () => {
    const { queue, messages } = setUp();
    aws.inject({
      on: 'sqs.SendMessageBatch',
      times: 1,
      fault: { kind: 'partial', fails: (index: number) => index === 1, code: 'InternalError' },
    });

    await expect(queue.add(many(3))).resolves.toEqual(new Set());

    expect(messages()).toHaveLength(3);
  });

  it.each([
    ['denied', { kind: 'denied' }],
    ['down', { kind: 'unavailable' }],
    ['of one mind about all', { kind: 'partial', fails: () => true, code: 'InternalError' }],
  ] as const)('names what is not stored when the queue is %s', async (_what, fault) => {
    const { queue, messages } = setUp();
    aws.inject({ on: 'sqs.SendMessageBatch', fault });

    await expect(queue.add(many(2))).resolves.toEqual(new Set(['r0', 'r1']));

    expect(messages()).toEqual([]);
  });
});
