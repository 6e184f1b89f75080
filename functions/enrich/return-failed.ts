import type { SQSEvent } from 'aws-lambda';
import type { BatchResult } from './pipeline.ts';
import { planReturns } from './return-waits.ts';
import {
  type ChangeVisibility,
  createSqsVisibility,
  createVisibilityClient,
  type SqsMessage,
  type UnchangedReturns,
} from './sqs-visibility.ts';

export interface FailedReturnsOptions {
  readonly queueUrl: string;
  /** @default SQS, as the environment leads there */
  readonly changeVisibility?: ChangeVisibility;
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
export function createFailedReturns(options: FailedReturnsOptions) {
  const { queueUrl, now, random, onUnchanged } = options;
  const { changeVisibility = createSqsVisibility({ queueUrl, client: createVisibilityClient() }) } = options;

  return async function returnFailed(
    event: SQSEvent,
    result: Pick<BatchResult, 'failedMessageIds' | 'rejected'>,
    { deadlineMs }: { readonly deadlineMs: number },
  ): Promise<void> {
    const returns = planReturns(toSqsMessages(event), result, random);
    if (returns.length === 0) return;
    const unchanged = await changeVisibility(returns, Math.min(timeLimitMs, deadlineMs - now() - reserveMs));
    if (unchanged.count > 0) onUnchanged(unchanged);
  };
}

function toSqsMessages({ Records }: SQSEvent): SqsMessage[] {
  return Records.map(({ messageId, receiptHandle, attributes }) => ({
    messageId,
    receiptHandle,
    receiveCount: Number(attributes.ApproximateReceiveCount),
  }));
}
