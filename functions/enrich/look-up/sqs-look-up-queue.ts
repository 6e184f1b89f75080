import { createRetryQueueClient } from '../retry-queue.ts';
import { sendMessages } from '../../queue/send-messages.ts';
import type { SqsClient } from '../../queue/sqs-client.ts';
import { type LookUpQueue, toPlaceAttributes } from './later-look-up.ts';

/** An event's call waits for it: what SQS does not take in that time goes on in the call. */
const storeLimitMs = 1_000;
/** SQS takes no longer a delay. */
const longestDelaySeconds = 900;

/** The queue of look-ups in SQS: the event's own message, its place beside it. */
export function createSqsLookUpQueue({
  queueUrl,
  client = createRetryQueueClient(),
}: {
  readonly queueUrl: string;
  readonly client?: SqsClient;
}): LookUpQueue {
  return {
    async add({ body, delaySeconds, place }) {
      const message = {
        body,
        attributes: toPlaceAttributes(place),
        delaySeconds: Math.min(longestDelaySeconds, Math.max(0, delaySeconds)),
      };
      const [failure] = await sendMessages([message], { client, queueUrl, timeLimitMs: storeLimitMs });
      return failure === undefined;
    },
  };
}
