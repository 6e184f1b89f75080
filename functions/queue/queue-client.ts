import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { QueueUnavailableError } from './event-queue.ts';
import { toBoundedRequests } from '../aws/bounded-requests.ts';

/** For people at a terminal: patient enough for a long poll, with an end. */
export function createQueueClient(config: SQSClientConfig = {}): SQSClient {
  return new SQSClient({
    maxAttempts: 3,
    requestHandler: toBoundedRequests(10_000, 3_000),
    ...config,
  });
}

/** Rejects with QueueUnavailableError, whose code is `QueueDoesNotExist` where there is none of that name. */
export async function findQueueUrl(client: SQSClient, name: string): Promise<string> {
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name })).catch(unavailable);
  if (QueueUrl === undefined) throw new QueueUnavailableError('no_answer');
  return QueueUrl;
}

/** The URLs of queues by the beginning of their names, in any order. Rejects with QueueUnavailableError. */
export async function listQueueUrls(client: SQSClient, namePrefix: string): Promise<readonly string[]> {
  const urls: string[] = [];
  let next: string | undefined;
  do {
    const command = new ListQueuesCommand({
      QueueNamePrefix: namePrefix,
      MaxResults: 1_000,
      ...(next !== undefined && { NextToken: next }),
    });
    const { QueueUrls = [], NextToken } = await client.send(command).catch(unavailable);
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

/** How full a queue is, as SQS estimates it. Rejects with QueueUnavailableError. */
export async function readQueueCounts(client: SQSClient, queueUrl: string): Promise<QueueCounts> {
  const command = new GetQueueAttributesCommand({
    QueueUrl: queueUrl,
    AttributeNames: [
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
    ],
  });
  const { Attributes = {} } = await client.send(command).catch(unavailable);
  return {
    waiting: Number(Attributes['ApproximateNumberOfMessages'] ?? 0),
    inFlight:
      Number(Attributes['ApproximateNumberOfMessagesNotVisible'] ?? 0) +
      Number(Attributes['ApproximateNumberOfMessagesDelayed'] ?? 0),
  };
}

/** The name alone, or the system's code where no answer came: messages of the SDK quote what it got. */
export function unavailable(error: unknown): never {
  const { name = 'unknown', code } = Object(error) as { readonly name?: string; readonly code?: unknown };
  throw new QueueUnavailableError(name === 'Error' && typeof code === 'string' ? code : name);
}
