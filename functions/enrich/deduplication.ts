/**
 * What is known of an event before this batch delivers it.
 *
 * `ours`: nobody has delivered it as far as is known, so it is delivered. `delivered`: it was, and is dropped.
 * `elsewhere`: another invocation is at it and may yet fail, so the message comes back later.
 */
export type Claim = 'ours' | 'delivered' | 'elsewhere';

/** The events of one batch. Nothing here ever rejects: where the ledger is out of reach, every event is `ours`. */
export interface ClaimedBatch {
  /** Marks an event as in progress, until the invocation has ended at the latest. */
  claim(logId: string): Promise<Claim>;
  /** After every destination has taken the events' records, and never before. */
  complete(logIds: readonly string[]): Promise<void>;
  /** Takes back the marks of events that come again, so that they need not wait for the marks' end. */
  release(logIds: readonly string[]): Promise<void>;
}

/** Remembers across batches and workers which events were delivered. */
export interface Deduplication {
  begin(limits: { readonly deadlineMs: number }): ClaimedBatch;
}
