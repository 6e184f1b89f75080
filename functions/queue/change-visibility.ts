import type { AwsClientOptions } from '../aws/aws-client.ts';
import { openSqs, type SqsClient } from './sqs-client.ts';

/** A message that the queue gave out, as far as its return is concerned. */
export interface ReceivedMessage {
  readonly messageId: string;
  /** How often the queue has given it out, this time included: SQS's `ApproximateReceiveCount`. */
  readonly receiveCount: number;
}

export interface MessageReturn<Message extends ReceivedMessage> {
  readonly message: Message;
  /** Whole seconds from now until the queue gives it out again. */
  readonly seconds: number;
}

export interface SqsMessage extends ReceivedMessage {
  readonly receiptHandle: string;
}

export interface SqsVisibilityOptions {
  readonly queueUrl: string;
  readonly client: SqsClient;
  /** Calls on their way at once. @default 8 */
  readonly maxParallelCalls?: number;
}

/** What SQS did not do: such messages come back after the queue's own timeout. */
export interface UnchangedReturns {
  readonly count: number;
  /** Codes and names alone, each once. */
  readonly codes: readonly string[];
}

/** Never rejects; resolves with what could not be changed, after `timeLimitMs` at the latest. */
export type ChangeVisibility = (
  returns: readonly MessageReturn<SqsMessage>[],
  timeLimitMs: number,
) => Promise<UnchangedReturns>;

/** Its answer is worth little waiting for: the queue's own timeout does the same, only later. */
export function createVisibilityClient(options: Partial<AwsClientOptions> = {}): SqsClient {
  return openSqs({
    maxAttempts: 2,
    limits: { timeoutMs: 1_000, connectionTimeoutMs: 1_000, maxSockets: 50 },
    ...options,
  });
}

/** Tells the queue when messages are to come back, ten of them in a call. */
export function createSqsVisibility(options: SqsVisibilityOptions): ChangeVisibility {
  const { queueUrl, client, maxParallelCalls = 8 } = options;

  async function send(batch: readonly MessageReturn<SqsMessage>[], signal: AbortSignal): Promise<string[]> {
    const input = {
      QueueUrl: queueUrl,
      Entries: batch.map(({ message, seconds }, index) => ({
        Id: String(index),
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: seconds,
      })),
    };
    try {
      const { Failed = [] } = await client.call('ChangeMessageVisibilityBatch', input, {
        abortSignal: signal,
      });
      return Failed.map(({ Code }) => Code ?? 'no_answer');
    } catch (error) {
      // The name alone: what others say may quote what they got.
      const code = signal.aborted ? 'out_of_time' : error instanceof Error ? error.name : 'unknown';
      return batch.map(() => code);
    }
  }

  return async function changeVisibility(returns, timeLimitMs) {
    const signal = AbortSignal.timeout(Math.max(0, timeLimitMs));
    const batches = Array.from({ length: Math.ceil(returns.length / 10) }, (_, index) =>
      returns.slice(10 * index, 10 * index + 10),
    ).values();
    const codes: string[] = [];
    // The workers share one iterator.
    const work = async () => {
      for (const batch of batches) codes.push(...(await send(batch, signal)));
    };
    await Promise.all(Array.from({ length: maxParallelCalls }, work));
    return { count: codes.length, codes: [...new Set(codes)] };
  };
}
