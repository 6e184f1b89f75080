import type { SecurityRecord } from '../record/record.ts';
import type { DeliveryFailure, Destination } from './destination.ts';
import {
  createFirehoseClient,
  createFirehoseDestination,
  type FirehoseClient,
} from './firehose-destination.ts';
import type { RetryTiming } from './retry-timing.ts';

export interface SecurityLakeDestinationOptions extends RetryTiming {
  /**
   * The delivery stream of each OCSF class, by `class_uid`; null leaves a class out. That has to be said of a class, for
   * silence would lose one that comes later.
   */
  readonly streams: Readonly<Record<string, string | null>>;
  /** @default 'securityLake' */
  readonly name?: string;
  readonly client?: FirehoseClient;
}

/**
 * Every record into the delivery stream of its class: Security Lake wants each class by itself.
 *
 * One record a Firehose record, as its partition is read from it. A record of a class that is not named is reported as
 * `no_stream_for_class`, every other failure as {@link createFirehoseDestination} reports it.
 */
export function createSecurityLakeDestination(options: SecurityLakeDestinationOptions): Destination {
  const { streams, name = 'securityLake', client = createFirehoseClient(), ...timing } = options;
  const destinations = new Map<number, Destination | 'left_out'>(
    Object.entries(streams).map(([classUid, streamName]) => [
      Number(classUid),
      streamName === null ? 'left_out' : createFirehoseDestination({ ...timing, streamName, name, client }),
    ]),
  );

  return {
    name,
    async deliver(records) {
      const failures: DeliveryFailure[] = [];
      const batches = new Map<Destination, SecurityRecord[]>();
      for (const record of records) {
        const destination = record.classUid === undefined ? undefined : destinations.get(record.classUid);
        if (destination === 'left_out') continue;
        if (destination === undefined) {
          failures.push({ recordUid: record.uid, code: 'no_stream_for_class' });
          continue;
        }
        const batch = batches.get(destination);
        if (batch === undefined) batches.set(destination, [record]);
        else batch.push(record);
      }
      const refused = await Promise.all(
        [...batches].map(([destination, batch]) => destination.deliver(batch)),
      );
      return [...failures, ...refused.flat()];
    },
  };
}
