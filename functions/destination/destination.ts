import type { SecurityRecord } from '../record/record.ts';

/** A record that was not accepted, and the destination's own code for why. No payload, so it may be logged. */
export interface DeliveryFailure {
  readonly recordUid: string;
  readonly code: string;
}

export interface Destination {
  /** For logs and metrics, for example `firehose`. */
  readonly name: string;
  /**
   * Delivers a batch; resolves with the records that were not accepted, none when all were. Never rejects.
   * Delivering a record twice must be harmless: readers deduplicate on `uid`.
   */
  deliver(records: readonly SecurityRecord[]): Promise<readonly DeliveryFailure[]>;
}
