import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { maxMessageBytes, QueueUnavailableError } from '../../../functions/queue/event-queue.ts';
import { createQueueClient } from '../../../functions/queue/queue-client.ts';
import { restoreSetAside, type SetAsideMessage } from '../../../functions/queue/set-aside.ts';
import { createSqsEventQueue, type SqsEventQueueOptions } from '../../../functions/queue/sqs-event-queue.ts';
import type { SqsClient } from '../../../functions/queue/sqs-client.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import { startLoopback } from '../../support/loopback.ts';

let aws: AwsStandIn;
let client: SqsClient;
let names = 0;

// One for each test: a call that one of them has given up may still arrive, and take the fault of the next.
beforeEach(async () => {
  aws = await startAwsStandIn();
  client = createQueueClient({ ...aws.clientOptions, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await aws.close();
});

function setUp(options: Partial<SqsEventQueueOptions> = {}) {
  names += 1;
  const [name, deadLetters] = [`events-${names}`, `dead-${names}`];
  const queueUrl = aws.queues.create(name);
  const deadLetterQueueUrl = aws.queues.create(deadLetters);
  const sleeps: number[] = [];
  const sleep = async (ms: number) => sleeps.push(ms);
  // The limit by itself is long enough for Lambda; a test machine may have other work.
  const timeLimitMs = 600_000;
  const queue = createSqsEventQueue({
    client,
    queueUrl,
    deadLetterQueueUrl,
    sleep,
    timeLimitMs,
    ...options,
  });
  const bodies = () => aws.queues.messages(name).map(({ body }) => body);
  const batches = () =>
    aws.calls.flatMap(({ input }) => {
      const { QueueUrl, Entries } = input as { QueueUrl: string; Entries: { MessageBody: string }[] };
      return QueueUrl === queueUrl ? [Entries.map(({ MessageBody }) => MessageBody)] : [];
    });
  return { queue, name, deadLetters, bodies, batches, sleeps };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_one, index) => `{"n":${index}}`);

interface HeldCall {
  store(): void;
  fail(): void;
}

/** A client whose calls end when the test says so. */
function createHeld() {
  const calls: HeldCall[] = [];
  const call = (_operation: string, input: { readonly Entries: readonly { readonly Id: string }[] }) =>
    new Promise((resolve, reject) => {
      calls.push({
        store: () => resolve({ Successful: input.Entries }),
        fail: () => reject(Object.assign(new Error('down'), { name: 'InternalFailure' })),
      });
    });
  return { client: { call } as unknown as SqsClient, calls };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
/** Whatever is ready to go on has done so. */
async function turns(): Promise<void> {
  for (let count = 0; count < 20; count += 1) await turn();
}
async function untilCalls(calls: readonly HeldCall[], count: number): Promise<void> {
  while (calls.length < count) await turn();
}

describe('createSqsEventQueue', () => {
  it('stores every event in full batches of ten', async () => {
    const { queue, bodies, batches } = setUp();

    await queue.add(numbered(1_003));

    expect(bodies().toSorted()).toEqual(numbered(1_003).toSorted());
    expect(batches()).toHaveLength(101);
    expect(batches().filter((batch) => batch.length === 10)).toHaveLength(100);
  });

  it('fills a batch up to 1 MiB and not further', async () => {
    const { queue, bodies, batches } = setUp({ maxParallelCalls: 1 });
    const [whole, half] = ['w'.repeat(maxMessageBytes), 'é'.repeat(maxMessageBytes / 4)];

    await queue.add([half, half, whole, half, 'x']);

    expect(bodies()).toHaveLength(5);
    expect(batches().map((batch) => batch.length)).toEqual([2, 1, 2]);
  });

  it('calls nobody for nothing', async () => {
    const { queue, batches } = setUp();

    await queue.add([]);
    await queue.setAside([]);

    expect(batches()).toEqual([]);
  });

  it('sends again only what was not taken, after a growing and random while', async () => {
    const { queue, bodies, batches, sleeps } = setUp({ random: () => 0.5 });
    aws.inject({
      on: 'sqs.SendMessageBatch',
      times: 2,
      fault: { kind: 'partial', fails: (index) => index % 2 === 1 },
    });

    await queue.add(numbered(8));

    expect(bodies().toSorted()).toEqual(numbered(8));
    expect(batches().map((batch) => batch.length)).toEqual([8, 4, 2]);
    expect(sleeps).toEqual([50, 100]);
  });

  it('rejects when the answer leaves out what became of a message', async () => {
    const forgetful = await startLoopback((_request, response) => {
      const Successful = [{ Id: '0', MessageId: 'm', MD5OfMessageBody: md5('{"n":0}') }];
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ Successful, Failed: [] }));
    });
    const theirs = createQueueClient({ ...aws.clientOptions, endpoint: forgetful.url, maxAttempts: 1 });
    const { queue } = setUp({ client: theirs });

    const outcome = await queue.add(numbered(2)).catch((error: unknown) => error);
    theirs.destroy();
    await forgetful.close();

    expect(outcome).toEqual(new QueueUnavailableError('no_answer'));
    expect(forgetful.requests).toHaveLength(1);
  });

  it('gives up after some attempts and says why, by the code', async () => {
    const { queue, batches } = setUp({ maxAttempts: 3 });
    aws.inject({
      on: 'sqs.SendMessageBatch',
      fault: { kind: 'partial', fails: (index) => index === 0, code: 'InternalError' },
    });

    await expect(queue.add(numbered(3))).rejects.toEqual(new QueueUnavailableError('InternalError'));
    expect(batches().map((batch) => batch.length)).toEqual([3, 1, 1]);
  });

  it('gives up after four attempts, unless it was told otherwise', async () => {
    const { queue, batches, sleeps } = setUp({ random: () => 0.5 });
    aws.inject({ on: 'sqs.SendMessageBatch', fault: { kind: 'partial', fails: (index) => index === 0 } });

    await expect(queue.add(numbered(2))).rejects.toBeInstanceOf(QueueUnavailableError);
    expect(batches().map((batch) => batch.length)).toEqual([2, 1, 1, 1]);
    expect(sleeps).toEqual([50, 100, 200]);
  });

  it("does not repeat what is the sender's fault", async () => {
    const { queue, bodies, batches } = setUp();

    await expect(queue.add(['{"n":1}', '\uffff', '{"n":3}'])).resolves.toEqual([
      { index: 1, code: 'InvalidMessageContents' },
    ]);
    expect(bodies()).toEqual(['{"n":1}', '{"n":3}']);
    expect(batches()).toHaveLength(1);
  });

  it("sends again what is not the sender's fault, beside what is", async () => {
    const { queue, bodies, batches } = setUp();
    aws.inject({
      on: 'sqs.SendMessageBatch',
      times: 1,
      fault: { kind: 'partial', fails: (index) => index === 0 },
    });

    await expect(queue.add(['{"n":0}', '\uffff', '{"n":2}'])).resolves.toEqual([
      { index: 1, code: 'InvalidMessageContents' },
    ]);
    expect(bodies().toSorted()).toEqual(['{"n":0}', '{"n":2}']);
    expect(batches().map((batch) => batch.length)).toEqual([3, 1]);
  });

  it.each(['BatchRequestTooLong', 'InvalidMessageContents'])(
    'finds the message for which a whole call is refused (%s)',
    async (code) => {
      const { queue, bodies } = setUp();
      aws.inject({
        on: 'sqs.SendMessageBatch',
        fault: { kind: 'error', code },
        when: (input) => JSON.stringify(input).includes('spoilt'),
      });
      const events = numbered(25).map((body, index) => (index === 13 ? '{"spoilt":true}' : body));

      await expect(queue.add(events)).resolves.toEqual([{ index: 13, code }]);

      expect(bodies().toSorted()).toEqual(events.toSpliced(13, 1).toSorted());
    },
  );

  it('rejects when not even the dead letters take what is set aside', async () => {
    const { queue } = setUp();
    aws.inject({ on: 'sqs.SendMessageBatch', fault: { kind: 'error', code: 'InvalidMessageContents' } });

    await expect(queue.setAside([{ body: 'x', reason: 'not valid JSON' }])).rejects.toEqual(
      new QueueUnavailableError('InvalidMessageContents'),
    );
  });

  it.each([
    [100, 10, 1],
    [1_000, 10, 10],
    [2_000, 20, 10],
    [10_000, 40, 25],
  ])('stores %i events by %i calls at once, in the time of %i', async (count, most, rounds) => {
    let underWay = 0;
    let calls = 0;
    let seen = 0;
    const counting = {
      call: async (_operation: string, input: { readonly Entries: readonly { readonly Id: string }[] }) => {
        calls += 1;
        underWay += 1;
        seen = Math.max(seen, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return { Successful: input.Entries };
      },
    };
    const { queue } = setUp({ client: counting as unknown as SqsClient });

    await queue.add(numbered(count));

    expect(seen).toBe(most);
    expect(calls / seen).toBe(rounds);
  });

  it.each([
    ['is throttled', { kind: 'throttled' }, 'RequestThrottled'],
    ['is down', { kind: 'unavailable' }, 'InternalFailure'],
    ['refuses the caller', { kind: 'denied' }, 'AccessDeniedException'],
    ['hangs up', { kind: 'reset' }, 'ECONNRESET'],
  ] as const)('rejects when the queue %s', async (_what, fault, code) => {
    const { queue } = setUp();
    aws.inject({ on: 'sqs', fault });

    const failure = await queue.add(['{"user":"CANARY"}']).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(QueueUnavailableError);
    expect((failure as QueueUnavailableError).code).toMatch(new RegExp(`^(?:${code}|Error|TimeoutError)$`));
    expect(JSON.stringify(failure) + String(failure)).not.toContain('CANARY');
  });

  it('rejects when there is no such queue', async () => {
    const { queue } = setUp({ queueUrl: `${aws.url}/000000000000/none` });

    await expect(queue.add(['{}'])).rejects.toEqual(new QueueUnavailableError('QueueDoesNotExist'));
  });

  it('waits no longer than it was told', async () => {
    const { queue } = setUp({ timeLimitMs: 200 });
    aws.inject({ on: 'sqs', fault: { kind: 'hang' } });

    await expect(queue.add(numbered(100))).rejects.toEqual(new QueueUnavailableError('out_of_time'));
  });

  it('starts no batch after one has failed, and has none under way when it says so', async () => {
    const { client: held, calls } = createHeld();
    const { queue } = setUp({ client: held, maxParallelCalls: 3 });
    let isDone = false;
    const added = queue.add(numbered(100)).then(
      () => 'stored',
      (error: unknown) => {
        isDone = true;
        return error;
      },
    );

    await untilCalls(calls, 3);
    calls[1]?.fail();
    await turns();
    expect([calls.length, isDone]).toEqual([3, false]);
    calls[0]?.store();
    await turns();
    expect([calls.length, isDone]).toEqual([3, false]);
    calls[2]?.store();

    await expect(added).resolves.toEqual(new QueueUnavailableError('InternalFailure'));
    expect(calls).toHaveLength(3);
  });

  it('keeps no more calls under way than it was told', async () => {
    const { client: held, calls } = createHeld();
    const { queue } = setUp({ client: held, maxParallelCalls: 2 });
    const added = queue.add(numbered(60));

    for (let stored = 0; stored < 6; stored += 1) {
      await untilCalls(calls, Math.min(6, stored + 2));
      await turns();
      expect(calls).toHaveLength(Math.min(6, stored + 2));
      calls[stored]?.store();
    }

    await expect(added).resolves.toEqual([]);
  });

  it('sets aside with the reason, whatever it is', async () => {
    const { queue, deadLetters } = setUp();
    const items = [
      { body: 'nonsense', reason: 'not valid JSON' },
      { body: '\u0000\uffff', reason: 'not valid JSON' },
      { body: '/wD+', reason: 'not valid JSON', encoding: 'base64' as const },
      { body: `{"x":"${'é'.repeat(1_000_000)}"`, reason: 'larger than 1 MiB' },
    ];

    await queue.setAside(items);

    const messages = aws.queues.messages(deadLetters).map(({ body, attributes = {} }): SetAsideMessage => {
      const named = Object.entries(attributes).map(([key, { StringValue }]) => [key, StringValue] as const);
      return { body, attributes: Object.fromEntries(named) as SetAsideMessage['attributes'] };
    });
    expect(messages.map(({ attributes }) => attributes.reason)).toEqual(items.map(({ reason }) => reason));
    const restored = await Promise.all(messages.map((message) => restoreSetAside([message])));
    const isWhole = items.map(({ body, encoding }, index) => {
      return restored[index]?.equals(Buffer.from(body, encoding ?? 'utf8'));
    });
    expect(isWhole).toEqual([true, true, true, true]);
  });
});
