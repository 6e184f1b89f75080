import { createHash } from 'node:crypto';
import type { LogEvent } from '../log-event/log-event.ts';
import { readLogIdTime, toPlausibleMs } from '../log-event/read-time.ts';

/** Auth0's `log_id` has 56 digits; anything this much longer is nobody's identity. */
const maxUidLength = 512;

/** The record's identity: `log_id` as it stands, or its hash where a hostile one would not fit an index. */
export function toRecordUid(logId: string): string {
  if (logId.length <= maxUidLength) return logId;
  return `sha256:${createHash('sha256').update(logId).digest('hex')}`;
}

/** The earliest time every consumer reads as milliseconds: for an event that has no usable time at all. */
const noTimeMs = 1e11;

/**
 * The event's time in epoch milliseconds. A date outside 1973 to 5138 is one that somebody made up, and consumers
 * would read it in another unit: the time inside `log_id` (characters 4 to 20, UTC) stands in.
 */
export function toRecordTimeMs({ occurredAtMs, logId }: LogEvent): number {
  return toPlausibleMs(occurredAtMs) ?? readLogIdTime(logId) ?? noTimeMs;
}
