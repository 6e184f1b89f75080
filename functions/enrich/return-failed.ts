import type { SQSEvent } from 'aws-lambda';
import { toSqsMessages } from './batch-response.ts';
import type { BatchResult } from './pipeline.ts';
import { planReturns } from './return-waits.ts';
import type { ChangeVisibility, UnchangedReturns } from './sqs-visibility.ts';

export interface FailedReturnsOptions {
  /** Asked for when a message first fails: until then nobody needs the queue's client. */
  readonly load: () => Promise<ChangeVisibility>;
  readonly now: () => number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Told of messages that come back only after the queue's own timeout. */
  readonly onUnchanged: (unchanged: UnchangedReturns) => void;
}

/** The queue gets so long for its answers, and the end of the invocation is kept free for ours. */
const timeLimitMs = 4_000;
const reserveMs = 500;

/**
 * Has the failed messages of a batch come back sooner than the queue's own timeout would give them out. Never rejects:
 * where it fails, they come back with that timeout.
 */
export function createFailedReturns({ load, now, random, onUnchanged }: FailedReturnsOptions) {
  let loading: Promise<ChangeVisibility> | undefined;

  return async function returnFailed(
    event: SQSEvent,
    result: Pick<BatchResult, 'failedMessageIds' | 'rejected'>,
    { deadlineMs }: { readonly deadlineMs: number },
  ): Promise<void> {
    const returns = planReturns(toSqsMessages(event), result, random);
    if (returns.length === 0) return;
    try {
      loading ??= load();
      const changeVisibility = await loading;
      const unchanged = await changeVisibility(
        returns,
        Math.min(timeLimitMs, deadlineMs - now() - reserveMs),
      );
      if (unchanged.count > 0) onUnchanged(unchanged);
    } catch (error) {
      loading = undefined;
      onUnchanged({ count: returns.length, codes: [error instanceof Error ? error.name : 'unknown'] });
    }
  };
}
