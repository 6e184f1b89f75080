import {
  CreateDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
} from '@aws-sdk/client-firehose';
import { type Check, type ProbedAws, toUnique } from './check.ts';
import { eventually, expect, expectEqual, expectError } from './expect.ts';

/** A stream of its own for a check, and the calls on it. */
async function newStream({ firehose, waitMs }: ProbedAws) {
  const name = toUnique('probe');
  const DeliveryStreamName = name;
  const created = await firehose.send(
    new CreateDeliveryStreamCommand({
      DeliveryStreamName,
      DeliveryStreamType: 'DirectPut',
      ExtendedS3DestinationConfiguration: {
        RoleARN: 'arn:aws:iam::123456789012:role/delivery',
        BucketARN: 'arn:aws:s3:::probe',
        Prefix: 'out/',
        BufferingHints: { IntervalInSeconds: 0, SizeInMBs: 1 },
      },
    }),
  );
  const description = await eventually(waitMs, 'an ACTIVE stream', async () => {
    const answer = await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
    const { DeliveryStreamDescription: found } = answer;
    return found?.DeliveryStreamStatus === 'ACTIVE' && found;
  });
  const toRecord = (data: string | Buffer) => ({ Data: Buffer.from(data) });
  return {
    name,
    arn: created.DeliveryStreamARN,
    description,
    put: (data: string | Buffer) =>
      firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: toRecord(data) })),
    putBatch: (all: readonly (string | Buffer)[]) =>
      firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records: all.map(toRecord) })),
  };
}

const block = (size: number) => Buffer.alloc(size, 'x');

export const firehoseChecks: readonly Check[] = [
  {
    id: 'F01',
    title: 'a stream to S3 becomes ACTIVE',
    async run(aws) {
      const { name, arn, description } = await newStream(aws);
      expect(arn?.endsWith(`:deliverystream/${name}`), `the ARN is ${arn}`);
      expectEqual(
        [description.DeliveryStreamName, description.DeliveryStreamARN],
        [name, arn],
        'description',
      );
    },
  },
  {
    id: 'F02',
    title: 'PutRecordBatch answers once for each record, in order, with a RecordId of its own',
    async run(aws) {
      const stream = await newStream(aws);
      const { FailedPutCount, RequestResponses = [] } = await stream.putBatch(['a\n', 'b\n', 'c\n']);
      expectEqual([FailedPutCount, RequestResponses.length], [0, 3], 'counts');
      expect(
        RequestResponses.every((one) => one.RecordId && !one.ErrorCode),
        'a record has no RecordId, or an ErrorCode',
      );
      expectEqual(new Set(RequestResponses.map(({ RecordId }) => RecordId)).size, 3, 'different RecordIds');
    },
  },
  {
    id: 'F03',
    title: 'PutRecord answers a RecordId',
    async run(aws) {
      const stream = await newStream(aws);
      expect((await stream.put('a\n')).RecordId, 'no RecordId');
    },
  },
  {
    id: 'F04',
    title: 'a batch of 500 records is accepted, one of 501 and an empty one are refused',
    async run(aws) {
      const stream = await newStream(aws);
      const records = Array.from({ length: 501 }, () => 'x');
      expectEqual((await stream.putBatch(records.slice(1))).RequestResponses?.length, 500, 'responses');
      await expectError(stream.putBatch(records));
      await expectError(stream.putBatch([]));
    },
  },
  {
    id: 'F05',
    title: 'a record of 1,000,000 bytes is accepted, one over 1,000 KiB is refused',
    async run(aws) {
      const stream = await newStream(aws);
      await stream.put(block(1_000_000));
      await expectError(stream.put(block(1_024_001)));
      await expectError(stream.putBatch(['x', block(1_024_001)]));
    },
  },
  {
    id: 'F06',
    title: 'a batch of 3,000,000 bytes is accepted, one over 4 MiB is refused',
    async run(aws) {
      const stream = await newStream(aws);
      await stream.putBatch(Array.from({ length: 3 }, () => block(1_000_000)));
      await expectError(stream.putBatch(Array.from({ length: 5 }, () => block(1_000_000))));
    },
  },
  {
    id: 'F07',
    title: 'an unknown stream is ResourceNotFoundException',
    async run(aws) {
      const command = new PutRecordBatchCommand({
        DeliveryStreamName: toUnique('missing'),
        Records: [{ Data: Buffer.from('x') }],
      });
      await expectError(aws.firehose.send(command), 'ResourceNotFoundException');
    },
  },
];
