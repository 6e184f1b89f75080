import { describe, expect, it } from '@jest/globals';
import {
  isBatch,
  isFromQueue,
  toBatchResponse,
  toQueuedMessages,
  toSqsMessages,
} from '../../../functions/enrich/sqs-batch.ts';
import { toSqsEvent } from '../../support/lambda-events.ts';

const account = 'https://sqs.us-east-1.amazonaws.com/123456789012';

describe('isBatch', () => {
  it.each<[unknown, boolean]>([
    [toSqsEvent(['{}']), true],
    [{ Records: [] }, true],
    [{ Records: 'text' }, false],
    [{ requestContext: {} }, false],
    [null, false],
    [undefined, false],
    ['text', false],
  ])('%j: %s', (event, expected) => {
    expect(isBatch(event)).toBe(expected);
  });
});

describe('isFromQueue', () => {
  it.each<[url: string | undefined, expected: boolean]>([
    [`${account}/log-events`, true],
    [`${account}/look-ups`, false],
    [`${account.replace('sqs', 'log-events')}/look-ups`, false],
    [undefined, false],
  ])('from log-events, %s: %s', (queueUrl, expected) => {
    expect(isFromQueue(toSqsEvent(['{}']), queueUrl)).toBe(expected);
  });

  it('is false for a batch that does not say where it comes from', () => {
    const [record] = toSqsEvent(['{}']).Records;
    const { eventSourceARN: _arn, ...nameless } = record!;

    expect(isFromQueue({ Records: [] }, `${account}/log-events`)).toBe(false);
    expect(isFromQueue({ Records: [nameless as never] }, `${account}/log-events`)).toBe(false);
    expect(isFromQueue({ Records: [nameless as never] }, undefined)).toBe(false);
  });
});

describe('a batch as Lambda hands it over', () => {
  it('becomes messages, and those that have to come again go back by their IDs', () => {
    const event = toSqsEvent(['{"n":1}', '{"n":2}'], 1_000);

    expect(toQueuedMessages(event)).toEqual([
      { messageId: 'message-0', body: '{"n":1}', enqueuedAtMs: 1_000, isBackfill: false },
      { messageId: 'message-1', body: '{"n":2}', enqueuedAtMs: 1_000, isBackfill: false },
    ]);
    expect(toSqsMessages(event)).toEqual([
      { messageId: 'message-0', receiptHandle: 'receipt-0', receiveCount: 1 },
      { messageId: 'message-1', receiptHandle: 'receipt-1', receiveCount: 1 },
    ]);
    expect(toBatchResponse(['message-1'])).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  });
});
