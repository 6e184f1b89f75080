import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createEventBridgeClient,
  createEventBridgeDestination,
  type EventBridgeClient,
} from '../../../functions/destination/eventbridge-destination.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import { createTiming, recordOf, recordsOf } from './records.ts';

let aws: AwsStandIn;
let client: EventBridgeClient;
let busCount = 0;
let busName: string;

beforeAll(async () => {
  aws = await startAwsStandIn();
  client = createEventBridgeClient({ ...aws.clientOptions, maxAttempts: 1 });
});
beforeEach(() => {
  busCount += 1;
  busName = `records-${busCount}`;
  aws.buses.create(busName);
  aws.clearFaults();
});
afterAll(async () => {
  client.destroy();
  await aws.close();
});

function prepare(options = {}) {
  const timing = createTiming();
  const destination = createEventBridgeDestination({ busName, client, ...timing, ...options });
  const before = aws.countOf('eventbridge.PutEvents');
  return { destination, timing, countCalls: () => aws.countOf('eventbridge.PutEvents') - before };
}

describe('createEventBridgeDestination', () => {
  it('sends each record as the detail of an event with its own time', async () => {
    const { destination } = prepare();
    const record = recordOf('a');

    await expect(destination.deliver([record])).resolves.toEqual([]);

    expect(aws.buses.events(busName)).toMatchObject([
      {
        source: 'session-enricher',
        'detail-type': 'Enriched Auth0 log event',
        time: '2026-09-14T09:12:44Z',
        detail: JSON.parse(record.line) as unknown,
      },
    ]);
  });

  it('parts at 10 events and below one megabyte, in UTF-8', async () => {
    const { destination, countCalls } = prepare();
    const line = JSON.stringify({ pad: 'é'.repeat(150_000) });

    await expect(destination.deliver(recordsOf(21))).resolves.toEqual([]);
    expect(countCalls()).toBe(3);
    await expect(destination.deliver(recordsOf(4).map((record) => ({ ...record, line })))).resolves.toEqual(
      [],
    );

    expect(countCalls()).toBe(3 + 2);
  });

  it('reports a record that is too big for an event and delivers its neighbours', async () => {
    const { destination } = prepare();
    // What is left of 1 MiB beside the time, the source and the detail type.
    const fits = 1_048_575 - 14 - 'session-enricher'.length - 'Enriched Auth0 log event'.length;

    const failures = await destination.deliver([
      recordOf('a'),
      recordOf('big', fits + 1),
      recordOf('fits', fits),
    ]);

    expect(failures).toEqual([{ recordUid: 'big', code: 'record_too_large' }]);
    expect(aws.buses.events(busName)).toHaveLength(2);
  });

  it.each(['InternalFailure', 'InternalException', 'ThrottlingException', 'no_answer'])(
    'sends again, alone, an event that failed with %s',
    async (code) => {
      const { destination, timing, countCalls } = prepare();
      aws.inject({
        on: 'eventbridge',
        fault: { kind: 'partial', fails: (index) => index === 1, code },
        times: 1,
      });

      await expect(destination.deliver(recordsOf(3))).resolves.toEqual([]);

      expect(aws.buses.events(busName).map(({ detail }) => (detail as { uid: string }).uid)).toEqual([
        'r0',
        'r2',
        'r1',
      ]);
      expect(countCalls()).toBe(2);
      expect(timing.waits).toEqual([200]);
    },
  );

  it('reports at once an event that is refused for good', async () => {
    const { destination, countCalls } = prepare();
    const broken = { ...recordOf('broken'), line: 'no JSON' };

    const failures = await destination.deliver([recordOf('a'), broken]);

    expect(failures).toEqual([{ recordUid: 'broken', code: 'MalformedDetail' }]);
    expect(countCalls()).toBe(1);
  });

  it('reports what stays refused, and all of a call that fails as a whole', async () => {
    const { destination } = prepare();
    aws.inject({ on: 'eventbridge', fault: { kind: 'denied' }, times: 1 });
    aws.inject({ on: 'eventbridge', fault: { kind: 'partial', fails: () => true } });

    const failures = await destination.deliver(recordsOf(11));

    expect(failures).toEqual([
      ...recordsOf(10).map(({ uid }) => ({ recordUid: uid, code: 'AccessDeniedException' })),
      { recordUid: 'r10', code: 'InternalFailure' },
    ]);
  });

  it('gives a call up that nobody answers', async () => {
    const { destination } = prepare({ timeLimitMs: 200 });
    aws.inject({ on: 'eventbridge', fault: { kind: 'hang' }, times: 1 });

    await expect(destination.deliver(recordsOf(1))).resolves.toEqual([
      { recordUid: 'r0', code: 'out_of_time' },
    ]);
  });

  it('delivers a record whose time is unknown', async () => {
    const { destination } = prepare();

    await expect(destination.deliver([{ ...recordOf('a'), timeMs: Number.NaN }])).resolves.toEqual([]);
  });
});
