import { type AwsCalls, type AwsClient, type AwsClientOptions, createAwsClient } from '../aws/aws-client.ts';
import { firehose } from '../aws/aws-service.ts';
import type { SecurityRecord } from '../record/record.ts';
import { type BatchEntry, toBatches } from './batch.ts';
import { deliverBatches, type Refusal } from './deliver-batches.ts';
import type { DeliveryFailure, Destination } from './destination.ts';
import type { RetryTiming } from './retry-timing.ts';

// https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
const maxEntries = 500;
const maxBatchBytes = 4 * 1024 * 1024;
const maxEntryBytes = 1_000 * 1024;
/** Firehose bills each of its records rounded up to a multiple of this. */
const billedBytes = 5 * 1024;

interface FirehoseCalls extends AwsCalls {
  readonly PutRecordBatch: {
    readonly input: {
      readonly DeliveryStreamName: string;
      /** In base64. */
      readonly Records: readonly { readonly Data: string }[];
    };
    readonly output: {
      readonly RequestResponses?: readonly { readonly RecordId?: string; readonly ErrorCode?: string }[];
    };
  };
  readonly DescribeDeliveryStream: {
    readonly input: { readonly DeliveryStreamName: string };
    readonly output: { readonly DeliveryStreamDescription?: { readonly DeliveryStreamStatus?: string } };
  };
}

export type FirehoseClient = AwsClient<FirehoseCalls>;

export interface FirehoseDestinationOptions extends RetryTiming {
  readonly streamName: string;
  /** @default 'firehose' */
  readonly name?: string;
  readonly client?: FirehoseClient;
  /**
   * Puts several lines into one Firehose record as far as that costs nothing, up to the next 5 KB. Only where what
   * reads the stream takes more than one line a record: S3 does. @default false
   */
  readonly joinLines?: boolean;
}

interface FirehoseEntry extends BatchEntry {
  readonly data: Buffer;
}

/**
 * Newline-delimited JSON into a Firehose stream.
 *
 * A record over 1,000 KiB is reported as `record_too_large`, every other one with Firehose's own code. After a timeout
 * a record may be in the stream twice.
 */
export function createFirehoseDestination(options: FirehoseDestinationOptions): Destination {
  const { streamName, name = 'firehose', client = createFirehoseClient(), joinLines = false } = options;

  async function send(entries: readonly FirehoseEntry[], abortSignal: AbortSignal) {
    const input = {
      DeliveryStreamName: streamName,
      Records: entries.map(({ data }) => ({ Data: data.toString('base64') })),
    };
    const { RequestResponses = [] } = await client.call('PutRecordBatch', input, { abortSignal });
    // A call that succeeds may still refuse records; answers stand in the order of the request.
    return entries.map((_entry, index): Refusal | undefined => {
      const answer = RequestResponses[index];
      return answer?.RecordId ? undefined : { code: answer?.ErrorCode ?? 'no_answer', isRetryable: true };
    });
  }

  return {
    name,
    async deliver(records) {
      const failures: DeliveryFailure[] = [];
      const lines: FirehoseEntry[] = [];
      for (const record of records) {
        const entry = toEntry(record);
        if (entry.bytes <= maxEntryBytes) lines.push(entry);
        else failures.push({ recordUid: record.uid, code: 'record_too_large' });
      }
      const batches = toBatches(joinLines ? joinEntries(lines) : lines, maxEntries, maxBatchBytes);
      return [...failures, ...(await deliverBatches(batches, send, options))];
    },
  };
}

/** Gives up after three attempts of five seconds each: a worker's time is short. */
export function createFirehoseClient(options: Partial<AwsClientOptions> = {}): FirehoseClient {
  return createAwsClient(firehose, {
    maxAttempts: 3,
    limits: { timeoutMs: 5_000, connectionTimeoutMs: 1_000, maxSockets: 50 },
    ...options,
  });
}

function toEntry({ uid, line }: SecurityRecord): FirehoseEntry {
  // Firehose puts nothing between records.
  const data = Buffer.from(`${line}\n`);
  return { uids: [uid], data, bytes: data.length };
}

function joinEntries(entries: readonly FirehoseEntry[]): FirehoseEntry[] {
  const groups = toJoinable(entries);
  return groups.map((group) => ({
    uids: group.flatMap(({ uids }) => uids),
    data: Buffer.concat(group.map(({ data }) => data)),
    bytes: group.reduce((sum, { bytes }) => sum + bytes, 0),
  }));
}

function toJoinable(entries: readonly FirehoseEntry[]): FirehoseEntry[][] {
  const groups: FirehoseEntry[][] = [];
  let paidBytes = 0;
  let usedBytes = 0;
  for (const entry of entries) {
    const group = groups.at(-1);
    const joinedBytes = usedBytes + entry.bytes;
    if (group !== undefined && joinedBytes <= paidBytes && joinedBytes <= maxEntryBytes) {
      group.push(entry);
      usedBytes = joinedBytes;
    } else {
      groups.push([entry]);
      usedBytes = entry.bytes;
      paidBytes = Math.ceil(entry.bytes / billedBytes) * billedBytes;
    }
  }
  return groups;
}
