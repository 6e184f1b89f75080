import type { SQSEvent } from 'aws-lambda';
import type { Destination } from '../destination/destination.ts';
import type { SqsMessage } from '../queue/change-visibility.ts';
import type { DestinationConfig } from '../destination/destination-config.ts';
import { isFromQueue, toAttributeTexts } from './sqs-batch.ts';
import type { RetryMessage } from './redelivery.ts';
import type { RetryQueue } from './retry-queue.ts';

/** A destination and the queue of what it did not take. */
export interface RetryLane {
  readonly destination: Destination;
  readonly queueUrl: string;
}

/** `destinations` were made of `configs`, in that order. */
export function toRetryLanes(
  configs: readonly Pick<DestinationConfig, 'retryQueueUrl'>[],
  destinations: readonly Destination[],
): readonly RetryLane[] {
  return configs.flatMap(({ retryQueueUrl }, index) => {
    const destination = destinations[index];
    return retryQueueUrl && destination ? [{ destination, queueUrl: retryQueueUrl }] : [];
  });
}

/** The lane that a batch comes from; undefined for the queue of log events. */
export function findRetryLane(lanes: readonly RetryLane[], event: SQSEvent): RetryLane | undefined {
  return lanes.find(({ queueUrl }) => isFromQueue(event, queueUrl));
}

/** A batch of a retry queue as Lambda hands it over. */
export function toRetryMessages({ Records }: SQSEvent): (RetryMessage & SqsMessage)[] {
  return Records.map(({ messageId, receiptHandle, body, attributes, messageAttributes }) => ({
    messageId,
    receiptHandle,
    body,
    receiveCount: Number(attributes.ApproximateReceiveCount),
    attributes: toAttributeTexts(messageAttributes),
  }));
}

/**
 * Retry queues by the name of their destination. `open` is called when a record has to wait for the first time: the
 * client of SQS is not loaded before.
 */
export function openRetryQueues(
  lanes: readonly RetryLane[],
  open: (queueUrl: string) => Promise<RetryQueue>,
): ReadonlyMap<string, RetryQueue> {
  return new Map(
    lanes.map(({ destination, queueUrl }) => {
      let opened: Promise<RetryQueue> | undefined;
      const queue: RetryQueue = {
        async add(waiting) {
          try {
            opened ??= open(queueUrl);
            return await (await opened).add(waiting);
          } catch {
            // Nothing is stored, so the events come again, and the next one may find the client.
            opened = undefined;
            return new Set(waiting.map(({ record }) => record.uid));
          }
        },
      };
      return [destination.name, queue];
    }),
  );
}
