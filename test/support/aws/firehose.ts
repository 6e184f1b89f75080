import { randomUUID } from 'node:crypto';
import type {
  CreateDeliveryStreamInput,
  DeleteDeliveryStreamInput,
  DescribeDeliveryStreamInput,
  PutRecordBatchInput,
  PutRecordInput,
} from '@aws-sdk/client-firehose';
import { AwsError } from './aws-error.ts';
import { account, type CallContext, region, type Service, type Wire } from './wire.ts';

export interface StreamsControl {
  create(name: string): void;
  /** What was put, in order: one text for each record, as it came. */
  records(name: string): readonly string[];
  /** The same joined and cut at newlines, as a file in S3 would read. */
  lines(name: string): readonly string[];
  /** Forgets what was put. */
  empty(name: string): void;
  /** `ACTIVE` from the beginning. */
  setStatus(name: string, status: string): void;
}

const maxRecords = 500;
const maxBatchBytes = 4 * 1_024 * 1_024;
const maxRecordBytes = 1_000 * 1_024;

export function createFirehose(now: () => number): Service & { readonly control: StreamsControl } {
  const streams = new Map<string, { createdAtMs: number; records: string[]; status: string }>();

  function find(name: string | undefined) {
    const stream = streams.get(name ?? '');
    if (stream) return stream;
    throw new AwsError('ResourceNotFoundException', `Firehose ${name} not found under account ${account}.`);
  }

  function create(name: string): void {
    if (streams.has(name)) throw new AwsError('ResourceInUseException', `${name} already exists`);
    streams.set(name, { createdAtMs: now(), records: [], status: 'ACTIVE' });
  }

  return {
    target: 'Firehose_20150804',
    throttled: { code: 'ServiceUnavailableException', status: 503 },
    operations: {
      CreateDeliveryStream({ DeliveryStreamName = '' }: Wire<CreateDeliveryStreamInput>) {
        create(DeliveryStreamName);
        return { DeliveryStreamARN: toArn(DeliveryStreamName) };
      },
      DeleteDeliveryStream({ DeliveryStreamName = '' }: Wire<DeleteDeliveryStreamInput>) {
        find(DeliveryStreamName);
        streams.delete(DeliveryStreamName);
      },
      DescribeDeliveryStream({ DeliveryStreamName = '' }: Wire<DescribeDeliveryStreamInput>) {
        const { createdAtMs, status } = find(DeliveryStreamName);
        const DeliveryStreamDescription = {
          DeliveryStreamName,
          DeliveryStreamARN: toArn(DeliveryStreamName),
          DeliveryStreamStatus: status,
          DeliveryStreamType: 'DirectPut',
          VersionId: '1',
          CreateTimestamp: createdAtMs / 1_000,
          Destinations: [],
          HasMoreDestinations: false,
        };
        return { DeliveryStreamDescription };
      },
      PutRecord({ DeliveryStreamName, Record }: Wire<PutRecordInput>) {
        find(DeliveryStreamName).records.push(toBytes(Record?.Data).toString());
        return { RecordId: randomUUID(), Encrypted: false };
      },
      PutRecordBatch({ DeliveryStreamName, Records = [] }: Wire<PutRecordBatchInput>, call: CallContext) {
        const stream = find(DeliveryStreamName);
        if (Records.length === 0 || Records.length > maxRecords) {
          throw new AwsError('ValidationException', `records: 1 to ${maxRecords}, got ${Records.length}`);
        }
        const all = Records.map(({ Data }) => toBytes(Data));
        const bytes = all.reduce((sum, { length }) => sum + length, 0);
        if (bytes > maxBatchBytes) {
          throw new AwsError(
            'InvalidArgumentException',
            `the batch has ${bytes} bytes, at most ${maxBatchBytes}`,
          );
        }
        const RequestResponses = all.map((data, index) => {
          const text = data.toString();
          const code = call.failureOf(index, text);
          if (code !== undefined) return { ErrorCode: code, ErrorMessage: 'refused' };
          stream.records.push(text);
          return { RecordId: randomUUID() };
        });
        const FailedPutCount = RequestResponses.filter((answer) => 'ErrorCode' in answer).length;
        return { FailedPutCount, Encrypted: false, RequestResponses };
      },
    },
    control: {
      create,
      records: (name) => find(name).records,
      lines: (name) => find(name).records.join('').split('\n').filter(Boolean),
      empty(name) {
        find(name).records.length = 0;
      },
      setStatus(name, status) {
        find(name).status = status;
      },
    },
  };
}

const toArn = (name: string) => `arn:aws:firehose:${region}:${account}:deliverystream/${name}`;

function toBytes(base64: string | undefined): Buffer {
  const bytes = Buffer.from(base64 ?? '', 'base64');
  if (bytes.length <= maxRecordBytes) return bytes;
  throw new AwsError(
    'InvalidArgumentException',
    `a record has ${bytes.length} bytes, at most ${maxRecordBytes}`,
  );
}
