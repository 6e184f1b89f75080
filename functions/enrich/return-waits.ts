import type { MessageReturn, ReceivedMessage } from '../queue/change-visibility.ts';
import type { BatchResult } from './pipeline.ts';

/**
 * Seconds after an event's first, second … attempt. After these the queue's own visibility timeout holds: as many
 * attempts as before follow at that pace, so that an outage of hours still ends before the dead letters begin.
 * infra/constructs/event-queue.ts counts with six of them.
 */
const waitsSeconds = [15, 30, 60, 120, 240, 480];
/** A wait is so much shorter or longer, by chance: what failed together does not come back together. */
const jitter = 0.25;

/**
 * When the failed messages of a batch are to come back: none is named that the queue's own timeout is right for.
 *
 * What is no event comes back at once, since waiting does not mend it: so it is among the dead letters within a minute.
 */
export function planReturns<Message extends ReceivedMessage>(
  messages: readonly Message[],
  result: Pick<BatchResult, 'failedMessageIds' | 'rejected'>,
  random: () => number,
): readonly MessageReturn<Message>[] {
  const failed = new Set(result.failedMessageIds);
  const poison = new Set(result.rejected.map(({ messageId }) => messageId));
  return messages
    .filter(({ messageId }) => failed.has(messageId))
    .flatMap((message) => {
      if (poison.has(message.messageId)) return [{ message, seconds: 0 }];
      const wait = waitsSeconds[message.receiveCount - 1];
      if (wait === undefined) return [];
      return [{ message, seconds: spread(wait, random) }];
    });
}

export function spread(seconds: number, random: () => number): number {
  return Math.round(seconds * (1 - jitter + 2 * jitter * random()));
}
