import type { AwsClientOptions } from '../aws/aws-client.ts';
import { type OutgoingMessage, type SendOptions, sendMessages } from '../queue/send-messages.ts';
import { openSqs, type SqsClient } from '../queue/sqs-client.ts';
import { toRetryMessage, type WaitingRecord } from './retry-message.ts';

/** Keeps finished records for one destination, until it takes them. */
export interface RetryQueue {
  /** Resolves with the uids that are not stored, none when all are. Never rejects. */
  add(waiting: readonly WaitingRecord[]): Promise<ReadonlySet<string>>;
}

/** All that are to be stored have so long: an invocation keeps this free after its last delivery. */
export const handOverLimitMs = 4_000;

/** Its calls have to end within an invocation that has little time left. */
export function createRetryQueueClient(options: Partial<AwsClientOptions> = {}): SqsClient {
  return openSqs({
    maxAttempts: 2,
    limits: { timeoutMs: 1_500, connectionTimeoutMs: 1_000, maxSockets: 50 },
    ...options,
  });
}

/** {@link SendOptions.timeLimitMs} is {@link handOverLimitMs} when left out. */
export type SqsRetryQueueOptions = Omit<SendOptions, 'timeLimitMs'> &
  Partial<Pick<SendOptions, 'timeLimitMs'>>;

/** The retry queue in SQS: a message for each record. */
export function createSqsRetryQueue(options: SqsRetryQueueOptions): RetryQueue {
  return {
    async add(waiting) {
      const lost = new Set<string>();
      const uids: string[] = [];
      const messages: OutgoingMessage[] = [];
      for (const one of waiting) {
        const message = await toRetryMessage(one);
        if (message === undefined) lost.add(one.record.uid);
        else {
          uids.push(one.record.uid);
          messages.push(message);
        }
      }
      const answers = await sendMessages(messages, { timeLimitMs: handOverLimitMs, ...options });
      for (const [index, answer] of answers.entries()) if (answer !== undefined) lost.add(uids[index]!);
      return lost;
    },
  };
}
