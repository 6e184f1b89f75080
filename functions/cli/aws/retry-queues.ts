import { toQueueSlug, type ResourceNames } from '../../../infra/resource-names.ts';
import { listQueueUrls } from '../../queue/queue-client.ts';
import type { SqsClient } from '../../queue/sqs-client.ts';

/** The queues of one destination, of those that are there. */
export interface RetryQueues {
  /** As the queues' names have it: the destination's id, or what fits of it and a hash. */
  readonly destination: string;
  readonly queueUrl: string | undefined;
  readonly deadLetterQueueUrl: string | undefined;
}

/**
 * The retry queues of a tenant, by destination, those of destinations that are gone among them. Rejects with
 * QueueUnavailableError.
 */
export async function listRetryQueues(
  client: SqsClient,
  { retryQueuePrefix, retryDeadLetterQueuePrefix }: ResourceNames,
): Promise<readonly RetryQueues[]> {
  const [queues, deadLetterQueues] = await Promise.all(
    [retryQueuePrefix, retryDeadLetterQueuePrefix].map(async (prefix) => {
      const urls = await listQueueUrls(client, prefix);
      return new Map(urls.map((url) => [(url.split('/').at(-1) ?? '').slice(prefix.length), url]));
    }),
  );
  const names = new Set([...queues!.keys(), ...deadLetterQueues!.keys()]);
  return [...names].toSorted().map((destination) => ({
    destination,
    queueUrl: queues!.get(destination),
    deadLetterQueueUrl: deadLetterQueues!.get(destination),
  }));
}

/** The one of a name as it is listed, or of a destination's id. */
export function findRetryQueues(all: readonly RetryQueues[], name: string): RetryQueues | undefined {
  return (
    all.find(({ destination }) => destination === name) ??
    all.find(({ destination }) => destination === toQueueSlug(name))
  );
}
