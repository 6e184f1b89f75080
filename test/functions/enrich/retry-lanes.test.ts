import { describe, expect, it } from '@jest/globals';
import {
  findRetryLane,
  openRetryQueues,
  toRetryLanes,
  toRetryMessages,
} from '../../../functions/enrich/retry-lanes.ts';
import { toSqsEvent } from '../../support/lambda-events.ts';

const destinationOf = (name: string) => ({ name, deliver: async () => [] });
const [a, b, c] = [destinationOf('firehose-1'), destinationOf('https-2'), destinationOf('https-3')];
const base = 'https://sqs.eu-central-1.amazonaws.com/123456789012';
const lanes = toRetryLanes(
  [{}, { retryQueueUrl: `${base}/retry-a` }, { retryQueueUrl: `${base}/retry-ab` }],
  [a, b, c],
);

function eventFrom(queueName: string) {
  const event = toSqsEvent(['{}']);
  const eventSourceARN = `arn:aws:sqs:eu-central-1:123456789012:${queueName}`;
  return { Records: event.Records.map((record) => ({ ...record, eventSourceARN })) };
}

describe('findRetryLane', () => {
  it('finds the destination whose queue a batch comes from, by the whole name', () => {
    expect(findRetryLane(lanes, eventFrom('retry-a'))?.destination).toBe(b);
    expect(findRetryLane(lanes, eventFrom('retry-ab'))?.destination).toBe(c);
  });

  it('finds none for the queue of log events', () => {
    expect(findRetryLane(lanes, eventFrom('log-events'))).toBeUndefined();
  });
});

describe('toRetryMessages', () => {
  it('brings what a redelivery reads', () => {
    const [record] = eventFrom('retry-a').Records;
    const messageAttributes = { code: { stringValue: 'busy', dataType: 'String' } };

    const [message] = toRetryMessages({ Records: [{ ...record!, messageAttributes }] });

    expect(message).toMatchObject({ body: '{}', receiveCount: 1, attributes: { code: 'busy' } });
    expect(message?.receiptHandle).toBe(record?.receiptHandle);
  });
});

describe('openRetryQueues', () => {
  const waiting = {
    record: { uid: 'r0', line: '{}', timeMs: 0 },
    code: 'x',
    firstFailedAtMs: 0,
    isCounted: false,
  };

  it('opens a queue when a record has to wait, and once', async () => {
    const opened: string[] = [];
    const queues = openRetryQueues(lanes, async (url) => {
      opened.push(url);
      return { add: async () => new Set<string>() };
    });
    expect(opened).toEqual([]);

    await queues.get('https-2')?.add([waiting]);
    await queues.get('https-2')?.add([waiting]);

    expect(opened).toEqual([`${base}/retry-a`]);
    expect(queues.has('firehose-1')).toBe(false);
  });

  it('stores nothing when it cannot be opened, and tries anew the next time', async () => {
    let fails = true;
    const queues = openRetryQueues(lanes, async () => {
      if (fails) throw new Error('no client');
      return { add: async () => new Set<string>() };
    });

    await expect(queues.get('https-2')?.add([waiting])).resolves.toEqual(new Set(['r0']));
    fails = false;
    await expect(queues.get('https-2')?.add([waiting])).resolves.toEqual(new Set());
  });
});
