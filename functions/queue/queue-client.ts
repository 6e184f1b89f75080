import type { ListQueuesResult } from '@aws-sdk/client-sqs';
import type { AwsClientOptions } from '../aws/aws-client.ts';
import { QueueUnavailableError } from './event-queue.ts';
import { openSqs, type SqsClient } from './sqs-client.ts';

/** For people at a terminal: patient enough for a long poll, with an end. */
export function createQueueClient(options: Partial<AwsClientOptions> = {}): SqsClient {
  return openSqs({
    maxAttempts: 3,
    limits: { timeoutMs: 10_000, connectionTimeoutMs: 3_000, maxSockets: 50 },
    ...options,
  });
}

/** Rejects with QueueUnavailableError, whose code is `QueueDoesNotExist` where there is none of that name. */
export async function findQueueUrl(client: SqsClient, name: string): Promise<string> {
  const { QueueUrl } = await client.call('GetQueueUrl', { QueueName: name }).catch(unavailable);
  if (QueueUrl === undefined) throw new QueueUnavailableError('no_answer');
  return QueueUrl;
}

/** The URLs of queues by the beginning of their names, in any order. Rejects with QueueUnavailableError. */
export async function listQueueUrls(client: SqsClient, namePrefix: string): Promise<readonly string[]> {
  const urls: string[] = [];
  let next: string | undefined;
  do {
    const input = {
      QueueNamePrefix: namePrefix,
      MaxResults: 1_000,
      ...(next !== undefined && { NextToken: next }),
    };
    const { QueueUrls = [], NextToken }: ListQueuesResult = await client
      .call('ListQueues', input)
      .catch(unavailable);
    urls.push(...QueueUrls);
    next = NextToken;
  } while (next !== undefined);
  return urls;
}

export interface QueueCounts {
  readonly waiting: number;
  /** Given out and not yet deleted, or not yet to be given out. */
  readonly inFlight: number;
}

const countNames = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/** How full a queue is, as SQS estimates it. Rejects with QueueUnavailableError. */
export async function readQueueCounts(client: SqsClient, queueUrl: string): Promise<QueueCounts> {
  const input = { QueueUrl: queueUrl, AttributeNames: [...countNames] };
  const { Attributes = {} } = await client.call('GetQueueAttributes', input).catch(unavailable);
  return {
    waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
    inFlight:
      Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0) +
      Number(Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0),
  };
}

/** The name alone, or the system's code where no answer came: what others say may quote what they got. */
export function unavailable(error: unknown): never {
  const { name = 'unknown', code } = Object(error) as { readonly name?: string; readonly code?: unknown };
  throw new QueueUnavailableError(name === 'Error' && typeof code === 'string' ? code : name);
}
