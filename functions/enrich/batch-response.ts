import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { SqsMessage } from '../queue/change-visibility.ts';
import type { QueuedMessage } from './pipeline.ts';

/** An SQS batch as Lambda hands it over. */
export function toQueuedMessages({ Records }: SQSEvent): QueuedMessage[] {
  return Records.map(({ messageId, body, attributes }) => ({
    messageId,
    body,
    enqueuedAtMs: Number(attributes.SentTimestamp),
  }));
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
