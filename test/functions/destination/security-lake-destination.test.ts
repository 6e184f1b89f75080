import { afterEach, describe, expect, it } from '@jest/globals';
import {
  createFirehoseClient,
  type FirehoseClient,
} from '../../../functions/destination/firehose-destination.ts';
import { createSecurityLakeDestination } from '../../../functions/destination/security-lake-destination.ts';
import { toClientOptions } from '../../support/aws/aws-stand-in.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';
import { createTiming, recordOf } from './records.ts';

interface Put {
  readonly DeliveryStreamName: string;
  readonly Records: readonly { readonly Data: string }[];
}

const streams = { 3002: 'lake-3002', 6003: 'lake-6003', 0: null };

let loopback: Loopback | undefined;
let client: FirehoseClient | undefined;
afterEach(async () => {
  client?.destroy();
  await loopback?.close();
});

/** A lake whose streams take everything, unless `refuses` one for good. */
async function prepare(refuses = '') {
  const calls: Record<string, string[]> = {};
  loopback = await startLoopback((request, response) => {
    const { DeliveryStreamName, Records } = JSON.parse(request.body.toString()) as Put;
    (calls[DeliveryStreamName] ??= []).push(
      ...Records.map(({ Data }) => Buffer.from(Data, 'base64').toString()),
    );
    if (DeliveryStreamName === refuses) {
      response.statusCode = 400;
      response.end(JSON.stringify({ __type: 'ResourceNotFoundException' }));
      return;
    }
    response.end(JSON.stringify({ RequestResponses: Records.map(() => ({ RecordId: 'id' })) }));
  });
  client = createFirehoseClient({ ...toClientOptions(loopback.url), maxAttempts: 1 });
  return { calls, lake: createSecurityLakeDestination({ streams, client, ...createTiming() }) };
}

const toRecord = (uid: string, classUid?: number) => ({ ...recordOf(uid), classUid });

describe('createSecurityLakeDestination', () => {
  it('puts each record into the stream of its class, one a Firehose record, in order', async () => {
    const { calls, lake } = await prepare();
    const records = [toRecord('a', 3002), toRecord('b', 6003), toRecord('c', 3002)];

    await expect(lake.deliver(records)).resolves.toEqual([]);

    const [a, b, c] = records.map(({ line }) => `${line}\n`);
    expect(calls).toEqual({ 'lake-3002': [a, c], 'lake-6003': [b] });
  });

  it('leaves out a class that it is told to leave out', async () => {
    const { calls, lake } = await prepare();

    await expect(lake.deliver([toRecord('a', 0)])).resolves.toEqual([]);

    expect(calls).toEqual({});
  });

  it.each([
    ['of a class that nobody named', 2004],
    ['without a class', undefined],
  ])('reports a record %s, and delivers the others', async (_what, classUid) => {
    const { calls, lake } = await prepare();

    const failures = await lake.deliver([toRecord('a', classUid), toRecord('b', 3002)]);

    expect(failures).toEqual([{ recordUid: 'a', code: 'no_stream_for_class' }]);
    expect(calls['lake-3002']).toHaveLength(1);
  });

  it('reports the records of a stream that refuses them, and only those', async () => {
    const { lake } = await prepare('lake-6003');

    const failures = await lake.deliver([toRecord('a', 3002), toRecord('b', 6003), toRecord('c', 6003)]);

    expect(failures).toEqual([
      { recordUid: 'b', code: 'ResourceNotFoundException' },
      { recordUid: 'c', code: 'ResourceNotFoundException' },
    ]);
  });
});
