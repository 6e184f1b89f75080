import { type BudgetShare, defaultShare, onDemandWorkers, type Plan, toWorkers } from './budget-plan.ts';

/** What one invocation gets of a queue. */
export interface QueueSettings {
  readonly batchSize: number;
  /** A batch of more than 10 messages needs a window of at least 1 second. */
  readonly batchWindowSeconds: number;
}

/** How a queue feeds a function. */
export interface QueueFeed extends QueueSettings {
  /** Invocations at once: the queue's `maxConcurrency`. */
  readonly workers: number;
}

/** Seconds that an event whose look-up matters may wait for its turn, unless a tenant says otherwise. */
export const defaultLookUpWaitSeconds = 60;

/** Invocations for the queue of log events; all of them stand in one line, so that more of them do not ask more often. */
const promptWorkers = 10;
/**
 * Messages a batch: what two workers gather in the window's second at 100 logins a second, and room to catch up. With 100, a look-up
 * that took a second left them behind for half a minute.
 */
const mostOfABatch = 200;
/** Records that one destination did not take are offered two batches at a time. */
export const retryWorkers = 2;

/**
 * How the queue of log events is read: promptly, by as many as it takes. Without the line each has a fixed part of the
 * budget, which idle ones would waste: then by the fewest that can spend it.
 */
export function toEventFeed(plan: Plan, share: number = defaultShare, hasLine = true): QueueFeed {
  const { workers } = toWorkers(plan, share);
  return {
    workers: hasLine ? Math.max(promptWorkers, workers) : workers,
    batchSize: mostOfABatch,
    batchWindowSeconds: 1,
  };
}

/** How events are read that waited for their turn to be looked up: at once, for turns perish within seconds. */
export function toLookUpFeed(plan: Plan, share: number = defaultShare): QueueFeed {
  return { workers: toWorkers(plan, share).workers, batchSize: 10, batchWindowSeconds: 0 };
}

/** The tenant's whole share, for all workers together. */
export function toWholeBudget(plan: Plan, share: number = defaultShare): BudgetShare {
  return toWorkers(plan, share, 1).perWorker;
}

/**
 * The most sandboxes that may look up, at most: without the line each has that part of the budget. Those that offer records again
 * are of the same function, so that a sandbox of theirs is the next moment's worker.
 */
export function toMostWorkers(found: {
  readonly events: QueueFeed;
  readonly lookUps: QueueFeed;
  readonly retryQueues: number;
  readonly hasOnDemand: boolean;
}): number {
  const { events, lookUps, retryQueues, hasOnDemand } = found;
  return events.workers + lookUps.workers + retryWorkers * retryQueues + (hasOnDemand ? onDemandWorkers : 0);
}
