import { setTimeout as wait } from 'node:timers/promises';

/** How long what a killed process held stays hidden from the next one. */
const visibilitySeconds = 1.5;

export interface Received {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes: { readonly SentTimestamp: string };
  readonly MessageAttributes?: { readonly [name: string]: { readonly StringValue?: string } };
}

export type QueueByHand = ReturnType<typeof createQueueByHand>;

/** The queue's protocol by hand: the event source is AWS's, not ours. */
export function createQueueByHand(endpoint: string, queueUrl: string) {
  async function call(operation: string, input: object): Promise<unknown> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': `AmazonSQS.${operation}` },
      body: JSON.stringify({ QueueUrl: queueUrl, ...input }),
    });
    return response.json();
  }
  return {
    async receive(visibleAfterSeconds = visibilitySeconds): Promise<Received[]> {
      const batch: Received[] = [];
      for (;;) {
        const answer = await call('ReceiveMessage', {
          MaxNumberOfMessages: 10,
          VisibilityTimeout: visibleAfterSeconds,
        });
        const { Messages = [] } = answer as { Messages?: Received[] };
        batch.push(...Messages);
        if (Messages.length < 10 || batch.length >= 100) return batch;
      }
    },
    /** Until there is something, or so long. */
    async wait(limitMs: number): Promise<Received[]> {
      const endMs = Date.now() + limitMs;
      for (;;) {
        const batch = await this.receive();
        if (batch.length > 0 || Date.now() >= endMs) return batch;
        await wait(50);
      }
    },
    toEvent: (batch: readonly Received[]) => toEvent(batch, queueUrl.split('/').at(-1) ?? ''),
    async remove(messages: readonly Received[]): Promise<void> {
      for (const { ReceiptHandle } of messages) await call('DeleteMessage', { ReceiptHandle });
    },
  };
}

function toEvent(batch: readonly Received[], queueName: string): object {
  return {
    Records: batch.map(({ MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {} }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
      messageAttributes: Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue }]) => [
          name,
          { stringValue: StringValue, dataType: 'String' },
        ]),
      ),
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:us-east-1:111122223333:${queueName}`,
    })),
  };
}

/** What an invocation did not say had failed. */
export function toDone(batch: readonly Received[], body: unknown): Received[] {
  const { batchItemFailures } = body as { batchItemFailures: { itemIdentifier: string }[] };
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return batch.filter(({ MessageId }) => !failed.has(MessageId));
}
