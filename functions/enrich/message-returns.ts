import {
  type ChangeVisibility,
  createSqsVisibility,
  createVisibilityClient,
  type MessageReturn,
  type SqsMessage,
  type UnchangedReturns,
} from '../queue/change-visibility.ts';

export interface ReturnsOptions {
  readonly queueUrl: string;
  /** @default SQS, as the environment leads there */
  readonly changeVisibility?: ChangeVisibility;
  readonly now: () => number;
  /** Told of messages that come back only after the queue's own timeout. */
  readonly onUnchanged: (unchanged: UnchangedReturns) => void;
}

/** The queue gets so long for its answers, and the end of the invocation is kept free for ours. */
const timeLimitMs = 4_000;
const reserveMs = 500;

/**
 * Has messages come back when they are to, and not only after the queue's own timeout. Never rejects: where it fails,
 * they come back with that timeout.
 */
export function createReturns({ queueUrl, now, onUnchanged, ...options }: ReturnsOptions) {
  const { changeVisibility = createSqsVisibility({ queueUrl, client: createVisibilityClient() }) } = options;

  return async function bringBack(
    returns: readonly MessageReturn<SqsMessage>[],
    { deadlineMs }: { readonly deadlineMs: number },
  ): Promise<void> {
    if (returns.length === 0) return;
    const unchanged = await changeVisibility(returns, Math.min(timeLimitMs, deadlineMs - now() - reserveMs));
    if (unchanged.count > 0) onUnchanged(unchanged);
  };
}
