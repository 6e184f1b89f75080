import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  createFirehoseClient,
  createFirehoseDestination,
  type FirehoseClient,
} from '../../../functions/destination/firehose-destination.ts';
import { toClientOptions } from '../../support/aws/aws-stand-in.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';
import { createTiming, recordOf, recordsOf } from './records.ts';

type Answer = { RecordId: string } | { ErrorCode: string; ErrorMessage?: string };

const accepted = { RecordId: 'id' };
const busy = { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'slow down' };

let loopback: Loopback | undefined;
let client: FirehoseClient | undefined;
afterEach(async () => {
  client?.destroy();
  await loopback?.close();
});

/** `answer` gets the lines of each call's records, and the number of the call from 1. */
async function prepare(
  answer: (data: string[], call: number, response: ServerResponse) => Answer[] | undefined,
) {
  const calls: string[][] = [];
  loopback = await startLoopback((request, response) => {
    const { Records } = JSON.parse(request.body.toString()) as { Records: { Data: string }[] };
    const data = Records.map(({ Data }) => Buffer.from(Data, 'base64').toString());
    calls.push(data);
    const RequestResponses = answer(data, calls.length, response);
    if (RequestResponses === undefined) return;
    const FailedPutCount = RequestResponses.filter((each) => 'ErrorCode' in each).length;
    response.end(JSON.stringify({ FailedPutCount, RequestResponses }));
  });
  client = createFirehoseClient({ ...toClientOptions(loopback.url), maxAttempts: 1 });
  const timing = createTiming();
  return { calls, timing, options: { streamName: 'records', client, ...timing } };
}

const acceptAll = (data: string[]) => data.map(() => accepted);

describe('createFirehoseDestination', () => {
  it('sends each record as its line and a newline, in one call', async () => {
    const { calls, options } = await prepare(acceptAll);
    const records = recordsOf(3);

    await expect(createFirehoseDestination(options).deliver(records)).resolves.toEqual([]);

    expect(calls).toEqual([records.map(({ line }) => `${line}\n`)]);
  });

  it('makes no call for no record', async () => {
    const { calls, options } = await prepare(acceptAll);

    await expect(createFirehoseDestination(options).deliver([])).resolves.toEqual([]);

    expect(calls).toEqual([]);
  });

  it('parts at 500 records and at 4 MiB', async () => {
    const { calls, options } = await prepare(acceptAll);
    const destination = createFirehoseDestination(options);

    await destination.deliver(recordsOf(1_001));
    await destination.deliver(recordsOf(9, 1024 * 1024 - 100_000));

    expect(calls.map((data) => data.length)).toEqual([500, 500, 1, 4, 4, 1]);
  });

  it('reports a record over 1,000 KiB and delivers its neighbours', async () => {
    const { calls, options } = await prepare(acceptAll);
    const records = [recordOf('a'), recordOf('big', 1_024_000), recordOf('fits', 1_023_999)];

    const failures = await createFirehoseDestination(options).deliver(records);

    expect(failures).toEqual([{ recordUid: 'big', code: 'record_too_large' }]);
    expect(calls).toEqual([[`${records[0]?.line}\n`, `${records[2]?.line}\n`]]);
  });

  it('sends again only the records that were refused, after a growing wait', async () => {
    const { calls, options, timing } = await prepare((data, call) =>
      data.map((_line, index) => (index % 2 === 1 && call < 3 ? busy : accepted)),
    );

    await expect(createFirehoseDestination(options).deliver(recordsOf(8))).resolves.toEqual([]);

    expect(calls.map((data) => data.length)).toEqual([8, 4, 2]);
    expect(timing.waits).toEqual([200, 400]);
  });

  it('reports, by record, what stays refused after the last attempt', async () => {
    const { calls, options } = await prepare((data) =>
      data.map((line) => (line.includes('"r1"') ? { ErrorCode: 'InternalFailure' } : accepted)),
    );

    const failures = await createFirehoseDestination(options).deliver(recordsOf(3));

    expect(failures).toEqual([{ recordUid: 'r1', code: 'InternalFailure' }]);
    expect(calls.map((data) => data.length)).toEqual([3, 1, 1, 1]);
  });

  it('begins no wait that would end after the time limit', async () => {
    const { calls, options, timing } = await prepare((data, call) => {
      if (call === 2) timing.pass(59_700);
      return data.map(() => busy);
    });

    const failures = await createFirehoseDestination({ ...options, timeLimitMs: 60_000 }).deliver(
      recordsOf(1),
    );

    expect(failures).toEqual([{ recordUid: 'r0', code: 'ServiceUnavailableException' }]);
    expect(calls).toHaveLength(2);
  });

  it('reports what the time did not suffice for', async () => {
    const { calls, options, timing } = await prepare((data) => {
      timing.pass(20_000);
      return acceptAll(data);
    });

    const failures = await createFirehoseDestination(options).deliver(recordsOf(501));

    expect(failures).toEqual([{ recordUid: 'r500', code: 'out_of_time' }]);
    expect(calls).toHaveLength(1);
  });

  it('does not believe an answer that is shorter than the request', async () => {
    const { options } = await prepare(() => [accepted]);

    const failures = await createFirehoseDestination({ ...options, maxAttempts: 1 }).deliver(recordsOf(2));

    expect(failures).toEqual([{ recordUid: 'r1', code: 'no_answer' }]);
  });

  it.each<[string, string, (response: ServerResponse) => void]>([
    [
      'the stream does not exist',
      'ResourceNotFoundException',
      (response) => void response.writeHead(400).end('{"__type":"ResourceNotFoundException"}'),
    ],
    [
      'it is throttled',
      'ServiceUnavailableException',
      (response) => void response.writeHead(503).end('{"__type":"ServiceUnavailableException"}'),
    ],
    ['the connection is reset', 'ECONNRESET', (response) => void response.destroy()],
    ['the answer is no JSON', 'SyntaxError', (response) => void response.end('<p>')],
    ['the answer is empty', 'no_answer', (response) => void response.end('{}')],
  ])('reports every record of a call when %s, and goes on with the next call', async (_when, code, fail) => {
    const { options } = await prepare((data, call, response) => {
      if (call > 1) return acceptAll(data);
      fail(response);
      return undefined;
    });

    const failures = await createFirehoseDestination({ ...options, maxAttempts: 1 }).deliver(recordsOf(501));

    expect(failures).toHaveLength(500);
    expect(new Set(failures.map((failure) => failure.code))).toEqual(new Set([code]));
    expect(failures.at(-1)?.recordUid).toBe('r499');
  });

  it('gives a call up that nobody answers', async () => {
    const { options } = await prepare(() => undefined);

    const failures = await createFirehoseDestination({ ...options, timeLimitMs: 200 }).deliver(recordsOf(1));

    expect(failures).toEqual([{ recordUid: 'r0', code: 'out_of_time' }]);
  });
});

describe('createFirehoseDestination with joinLines', () => {
  it('fills each record of Firehose up to the 5 KB that it costs anyway', async () => {
    const { calls, options } = await prepare(acceptAll);
    const records = [
      ...recordsOf(4, 1_700),
      recordOf('big', 7_000),
      recordOf('after', 3_000),
      recordOf('last', 300),
    ];

    await createFirehoseDestination({ ...options, joinLines: true }).deliver(records);

    expect(calls[0]?.map((data) => data.split('\n').length - 1)).toEqual([3, 1, 2, 1]);
    expect(calls[0]?.join('')).toBe(records.map(({ line }) => `${line}\n`).join(''));
    expect(calls[0]?.map((data) => Math.ceil(data.length / 5_120))).toEqual([1, 1, 2, 1]);
  });

  it('reports each line of a record that is refused', async () => {
    const { options } = await prepare((data) => data.map((_line, index) => (index === 0 ? busy : accepted)));

    const failures = await createFirehoseDestination({ ...options, joinLines: true, maxAttempts: 1 }).deliver(
      recordsOf(4, 2_000),
    );

    expect(failures.map(({ recordUid }) => recordUid)).toEqual(['r0', 'r1']);
  });
});
