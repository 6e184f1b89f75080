import {
  CreateEventBusCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { type Check, type ProbedAws, toUnique } from './check.ts';
import { expect, expectEqual, expectError, expectSet } from './expect.ts';
import { newQueue } from './new-queue.ts';

/** An event as a rule hands it to a queue. */
interface Envelope {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly time: string;
  readonly detail: { readonly n?: number; readonly text?: string };
}

/** A bus with one rule to a queue of its own for a check, and the calls on it. */
async function newBus(aws: ProbedAws, pattern: object) {
  const { events } = aws;
  const EventBusName = toUnique('probe');
  const Rule = toUnique('rule');
  const queue = await newQueue(aws);
  await events.send(new CreateEventBusCommand({ Name: EventBusName }));
  await events.send(new PutRuleCommand({ Name: Rule, EventBusName, EventPattern: JSON.stringify(pattern) }));
  const target = { Id: 'queue', Arn: await queue.arn() };
  const added = await events.send(new PutTargetsCommand({ Rule, EventBusName, Targets: [target] }));
  expectEqual(added.FailedEntryCount, 0, 'targets that failed');
  return {
    queue,
    async put(...entries: PutEventsRequestEntry[]) {
      const answer = await events.send(
        new PutEventsCommand({ Entries: entries.map((entry) => ({ EventBusName, ...entry })) }),
      );
      return { ...answer, Entries: answer.Entries ?? [] };
    },
    /** The next event that the rule lets through. */
    async next(): Promise<Envelope> {
      const message = await queue.receiveOne();
      await queue.remove(message);
      return JSON.parse(message.Body ?? '') as Envelope;
    },
  };
}

const event = (detail: object, input: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  Source: 'app.logs',
  DetailType: 'log',
  Detail: JSON.stringify(detail),
  ...input,
});

export const eventBridgeChecks: readonly Check[] = [
  {
    id: 'E01',
    title: 'a matching event reaches the queue in the event envelope',
    async run(aws) {
      const bus = await newBus(aws, { source: ['app.logs'] });
      const { FailedEntryCount, Entries } = await bus.put(
        event({ a: 'é' }, { Resources: ['r'], Time: new Date('2026-01-01T00:00:00Z') }),
      );
      expectEqual([FailedEntryCount, Entries.length], [0, 1], 'result');
      const { id, account, region, time, ...rest } = await bus.next();
      expectEqual(id, Entries[0]?.EventId, 'id');
      expectEqual(
        rest,
        { version: '0', 'detail-type': 'log', source: 'app.logs', resources: ['r'], detail: { a: 'é' } },
        'event',
      );
      expectEqual(time, '2026-01-01T00:00:00Z', 'time');
      expect(/^\d{12}$/.test(account) && region === 'us-east-1', `account ${account}, region ${region}`);
    },
  },
  {
    id: 'E02',
    title: 'only events that match every part of the pattern are delivered',
    async run(aws) {
      const bus = await newBus(aws, {
        source: [{ prefix: 'app.' }],
        detail: {
          data: {
            type: ['s', { prefix: 'f' }],
            client: [{ exists: true }],
            ip: [{ 'anything-but': ['192.0.2.1'] }],
          },
        },
      });
      const log = (n: number, type: string, rest: object = {}) =>
        event({ n, data: { type, client: 'c', ip: '192.0.2.2', ...rest } });
      await bus.put(
        { ...log(1, 's'), Source: 'other' },
        log(2, 'ss'),
        log(3, 's', { client: undefined }),
        log(4, 's', { ip: '192.0.2.1' }),
        log(5, 'fp'),
        log(6, 's'),
      );
      const seen = [(await bus.next()).detail.n, (await bus.next()).detail.n];
      expectSet(seen, [5, 6], 'delivered');
      expectEqual((await bus.queue.receive()).length, 0, 'other messages');
    },
  },
  {
    id: 'E03',
    title: 'a Detail that is not JSON fails alone, at its own place, as MalformedDetail',
    async run(aws) {
      const bus = await newBus(aws, { source: ['app.logs'] });
      const { FailedEntryCount, Entries } = await bus.put(
        event({ n: 1 }),
        event({}, { Detail: 'not json' }),
        event({ n: 3 }),
      );
      expectEqual(
        [FailedEntryCount, Entries.map(({ ErrorCode }) => ErrorCode)],
        [1, [undefined, 'MalformedDetail', undefined]],
        'result',
      );
      expect(
        Entries[0]?.EventId && !Entries[1]?.EventId && Entries[2]?.EventId,
        'EventIds are on the wrong entries',
      );
      expectSet([(await bus.next()).detail.n, (await bus.next()).detail.n], [1, 3], 'delivered');
    },
  },
  {
    id: 'E04',
    title: 'an entry without Source or DetailType fails alone',
    async run(aws) {
      const bus = await newBus(aws, { source: ['app.logs'] });
      const { FailedEntryCount, Entries } = await bus.put(
        event({}),
        event({}, { Source: undefined }),
        event({}, { DetailType: undefined }),
      );
      expectEqual(
        [FailedEntryCount, Entries.map(({ ErrorCode }) => Boolean(ErrorCode))],
        [2, [false, true, true]],
        'result',
      );
    },
  },
  {
    id: 'E05',
    title: 'more than 10 entries are refused',
    async run(aws) {
      const bus = await newBus(aws, { source: ['app.logs'] });
      await bus.put(...Array.from({ length: 10 }, () => event({})));
      await expectError(bus.put(...Array.from({ length: 11 }, () => event({}))));
    },
  },
  {
    id: 'E06',
    title: 'entries of 900,000 bytes are accepted and delivered, 1,100,000 bytes in all are refused',
    async run(aws) {
      const bus = await newBus(aws, { source: ['app.logs'] });
      const { FailedEntryCount } = await bus.put(event({ text: 'x'.repeat(900_000) }));
      expectEqual(FailedEntryCount, 0, 'entries that failed');
      expectEqual((await bus.next()).detail.text?.length, 900_000, 'length of the delivered text');
      await expectError(bus.put(event({ text: 'x'.repeat(550_000) }), event({ text: 'x'.repeat(550_000) })));
    },
  },
];
