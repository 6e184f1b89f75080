import type { QueueSettings } from '../../session/budget-plan.ts';
import type { QueuedEvent } from './traffic.ts';

/** SQS with a Lambda event source, as far as timing goes: batches by size or window, oldest first. */
export interface SimulatedQueue {
  /** A batch if one is due, else when to look again: `Infinity` when nothing will ever come. */
  receive(nowMs: number): { readonly batch: readonly QueuedEvent[] } | { readonly dueAtMs: number };
  /** Messages in the queue that nobody works on. */
  countWaiting(nowMs: number): number;
}

export function createSimulatedQueue(
  events: readonly QueuedEvent[],
  { batchSize, batchWindowSeconds }: QueueSettings,
): SimulatedQueue {
  let taken = 0;
  let arrived = 0;

  function advance(nowMs: number): void {
    while (arrived < events.length && events[arrived]!.enqueuedAtMs <= nowMs) arrived += 1;
  }

  return {
    receive(nowMs) {
      advance(nowMs);
      const first = events[taken];
      if (first === undefined) return { dueAtMs: Infinity };
      const fullAtMs = events[taken + batchSize - 1]?.enqueuedAtMs ?? Infinity;
      const dueAtMs = Math.min(fullAtMs, first.enqueuedAtMs + batchWindowSeconds * 1_000);
      if (dueAtMs > nowMs) return { dueAtMs };
      const batch = events.slice(taken, Math.min(arrived, taken + batchSize));
      taken += batch.length;
      return { batch };
    },

    countWaiting(nowMs) {
      advance(nowMs);
      return arrived - taken;
    },
  };
}
