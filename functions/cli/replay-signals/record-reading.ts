import type { JsonObject } from '../../log-event/log-event.ts';

/** What a record says, in Auth0's own words: as far as signals look at it. */
export interface RecordReading {
  /** The event as it came, where the record has it. */
  readonly original?: string | undefined;
  readonly logId: unknown;
  readonly data: JsonObject;
  readonly status: unknown;
  readonly fetchedAt: unknown;
  readonly session: unknown;
}
