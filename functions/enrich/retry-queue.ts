import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import { toBoundedRequests } from '../aws/bounded-requests.ts';
import { type OutgoingMessage, type SendOptions, sendMessages } from '../queue/send-messages.ts';
import { toRetryMessage, type WaitingRecord } from './retry-message.ts';

/** Keeps finished records for one destination, until it takes them. */
export interface RetryQueue {
  /** Resolves with the uids that are not stored, none when all are. Never rejects. */
  add(waiting: readonly WaitingRecord[]): Promise<ReadonlySet<string>>;
}

/** All that are to be stored have so long: an invocation keeps this free after its last delivery. */
export const handOverLimitMs = 4_000;

/** Its calls have to end within an invocation that has little time left. */
export function createRetryQueueClient(config: SQSClientConfig = {}): SQSClient {
  return new SQSClient({
    maxAttempts: 2,
    md5: false,
    requestHandler: toBoundedRequests(1_500),
    ...config,
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
