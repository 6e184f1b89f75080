import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { SqsMessage } from '../queue/change-visibility.ts';
import { isBackfilled } from '../queue/event-origin.ts';
import { parsePlaceAttributes } from './look-up/later-look-up.ts';
import type { QueuedMessage } from './pipeline.ts';

/** What Lambda hands over of a queue; anything else is a mistake of set-up. */
export function isBatch(event: unknown): event is SQSEvent {
  return Array.isArray((event as { Records?: unknown } | null | undefined)?.Records);
}

/**
 * Whether a batch, which has one source, comes from this queue: an ARN and a URL of SQS end with the queue's name. By hand or by
 * another trigger a batch may come without it.
 */
export function isFromQueue({ Records: [first] }: SQSEvent, queueUrl: string | undefined): boolean {
  const queueName = first?.eventSourceARN?.split(':').at(-1);
  return queueName !== undefined && queueUrl?.split('/').at(-1) === queueName;
}

/** A batch of the queue of log events, or of the queue of look-ups, as Lambda hands it over. */
export function toQueuedMessages({ Records }: SQSEvent): QueuedMessage[] {
  return Records.map(({ messageId, body, attributes, messageAttributes }) => {
    const told = toAttributeTexts(messageAttributes);
    const place = parsePlaceAttributes(told);
    const deliveries = Number(attributes.ApproximateReceiveCount);
    return {
      messageId,
      body,
      // A look-up that was put off has waited since the event came, not since it was put off.
      enqueuedAtMs: place?.enqueuedAtMs ?? Number(attributes.SentTimestamp),
      isBackfill: isBackfilled(told),
      ...(place && { returned: { place, deliveries } }),
    };
  });
}

/** Attributes of a message, as texts. */
export function toAttributeTexts(attributes: SQSEvent['Records'][number]['messageAttributes'] | undefined) {
  return Object.fromEntries(
    Object.entries(attributes ?? {}).map(([name, { stringValue }]) => [name, stringValue]),
  );
}

/** The same batch, as far as the return of its messages is concerned. */
export function toSqsMessages({ Records }: SQSEvent): SqsMessage[] {
  return Records.map(({ messageId, receiptHandle, attributes }) => ({
    messageId,
    receiptHandle,
    receiveCount: Number(attributes.ApproximateReceiveCount),
  }));
}

/** Sends back to the queue exactly the messages that have to come again: an empty list deletes the whole batch. */
export function toBatchResponse(failedMessageIds: readonly string[]): SQSBatchResponse {
  return { batchItemFailures: failedMessageIds.map((itemIdentifier) => ({ itemIdentifier })) };
}
