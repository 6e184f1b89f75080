import { type AwsCalls, type AwsClient, type AwsClientOptions, createAwsClient } from '../aws/aws-client.ts';
import { eventBridge } from '../aws/aws-service.ts';
import type { SecurityRecord } from '../record/record.ts';
import { type BatchEntry, toBatches } from './batch.ts';
import { deliverBatches, type Refusal } from './deliver-batches.ts';
import type { DeliveryFailure, Destination } from './destination.ts';
import type { RetryTiming } from './retry-timing.ts';

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html: 10 entries, together "less than 1MB".
const maxEntries = 10;
/** Holds whichever megabyte is meant. An entry between the two goes alone, and EventBridge decides. */
const maxBatchBytes = 999_999;
const maxEntryBytes = 1024 * 1024 - 1;

interface PutEventsEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  /** Epoch seconds. */
  readonly Time?: number;
}

interface EventBridgeCalls extends AwsCalls {
  readonly PutEvents: {
    readonly input: { readonly Entries: readonly PutEventsEntry[] };
    readonly output: {
      readonly Entries?: readonly { readonly EventId?: string; readonly ErrorCode?: string }[];
    };
  };
  readonly DescribeEventBus: { readonly input: { readonly Name: string }; readonly output: object };
  readonly DescribeEventSource: {
    readonly input: { readonly Name: string };
    readonly output: { readonly State?: string };
  };
}

export type EventBridgeClient = AwsClient<EventBridgeCalls>;

export interface EventBridgeDestinationOptions extends RetryTiming {
  /** Name or ARN of the bus. */
  readonly busName: string;
  /** @default 'eventbridge' */
  readonly name?: string;
  readonly client?: EventBridgeClient;
  /** What rules match on; may not begin with `aws.`. @default 'session-enricher' */
  readonly source?: string;
  /** @default 'Enriched Auth0 log event' */
  readonly detailType?: string;
}

interface EventBridgeEntry extends BatchEntry {
  readonly entry: PutEventsEntry;
}

/**
 * Each record as the `detail` of one event; `time` is the event's own.
 *
 * A record that is too big for an event is reported as `record_too_large`; one that EventBridge refuses for good is
 * not sent again, one that it refuses for now is.
 */
export function createEventBridgeDestination(options: EventBridgeDestinationOptions): Destination {
  const { busName, name = 'eventbridge', client = createEventBridgeClient() } = options;
  const { source = 'session-enricher', detailType = 'Enriched Auth0 log event' } = options;

  function toEntry({ uid, line, timeMs }: SecurityRecord): EventBridgeEntry {
    const entry = { EventBusName: busName, Source: source, DetailType: detailType, Detail: line };
    const hasTime = !Number.isNaN(new Date(timeMs).getTime());
    return {
      uids: [uid],
      entry: hasTime ? { ...entry, Time: timeMs / 1_000 } : entry,
      bytes: sizeOf(entry) + (hasTime ? 14 : 0),
    };
  }

  async function send(entries: readonly EventBridgeEntry[], abortSignal: AbortSignal) {
    const input = { Entries: entries.map(({ entry }) => entry) };
    const { Entries = [] } = await client.call('PutEvents', input, { abortSignal });
    return entries.map((_entry, index): Refusal | undefined => {
      const answer = Entries[index];
      if (answer?.EventId) return undefined;
      const code = answer?.ErrorCode ?? 'no_answer';
      return { code, isRetryable: isPassing(code) };
    });
  }

  return {
    name,
    async deliver(records) {
      const failures: DeliveryFailure[] = [];
      const entries: EventBridgeEntry[] = [];
      for (const record of records) {
        const entry = toEntry(record);
        if (entry.bytes <= maxEntryBytes) entries.push(entry);
        else failures.push({ recordUid: record.uid, code: 'record_too_large' });
      }
      const batches = toBatches(entries, maxEntries, maxBatchBytes);
      return [...failures, ...(await deliverBatches(batches, send, options))];
    },
  };
}

export function createEventBridgeClient(options: Partial<AwsClientOptions> = {}): EventBridgeClient {
  return createAwsClient(eventBridge, {
    maxAttempts: 3,
    limits: { timeoutMs: 3_000, connectionTimeoutMs: 1_000, maxSockets: 50 },
    ...options,
  });
}

function sizeOf({
  Source,
  DetailType,
  Detail,
}: {
  Source: string;
  DetailType: string;
  Detail: string;
}): number {
  return Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}

/** Every other code of an entry says that the entry or the permission is wrong, and stays so. */
function isPassing(code: string): boolean {
  return ['InternalFailure', 'InternalException', 'ThrottlingException', 'no_answer'].includes(code);
}
