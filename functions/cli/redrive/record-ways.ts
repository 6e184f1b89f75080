import { QueueUnavailableError } from '../../queue/event-queue.ts';
import type { SqsClient } from '../../queue/sqs-client.ts';
import { findRetryQueues, listRetryQueues, type RetryQueues } from '../aws/retry-queues.ts';
import { toTenantNames } from '../tenant/tenant-names.ts';
import { InputError, UsageError } from '../terminal/user-error.ts';
import type { RecordWay } from './redrive-records.ts';

interface WayOptions {
  readonly destination?: string | undefined;
  readonly 'to-destination'?: string | undefined;
  readonly warn: (text: string) => void;
}

/**
 * Where finished records are, and where they go: the dead letters of each destination into its own retry queue, or those
 * of one destination, and what waits for it, into another's.
 *
 * Rejects with UsageError for options that do not go together, with InputError for a destination that has no queues.
 */
export async function findRecordWays(
  client: SqsClient,
  tenant: string | undefined,
  { destination, 'to-destination': to, warn }: WayOptions,
): Promise<readonly RecordWay[]> {
  if (to !== undefined && destination === undefined) {
    throw new UsageError('--to-destination needs --destination: whose records are to go there?');
  }
  if (tenant === undefined) {
    if (destination === undefined) return [];
    throw new UsageError('--destination needs the TENANT');
  }
  const all = await listRetryQueues(client, toTenantNames(tenant)).catch((error: unknown) => {
    // Whoever may not list queues can still set events free.
    if (!(error instanceof QueueUnavailableError) || destination !== undefined) throw error;
    warn(`the queues of finished records are not looked at: ${error.code}`);
    return [];
  });
  if (destination === undefined) {
    return all.flatMap((one) => toWays(one.destination, [one.deadLetterQueueUrl], one.queueUrl));
  }
  const from = find(all, '--destination', destination);
  if (to === undefined) return toWays(from.destination, [from.deadLetterQueueUrl], from.queueUrl);
  const target = find(all, '--to-destination', to);
  if (target === from)
    throw new UsageError('--to-destination must be another destination than --destination');
  if (target.queueUrl === undefined) throw new InputError(`--to-destination ${to} has no retry queue`);
  return toWays(from.destination, [from.deadLetterQueueUrl, from.queueUrl], target.queueUrl);
}

function toWays(
  destination: string,
  fromQueueUrls: readonly (string | undefined)[],
  toQueueUrl: string | undefined,
): RecordWay[] {
  return fromQueueUrls.flatMap((fromQueueUrl) =>
    fromQueueUrl === undefined ? [] : [{ destination, fromQueueUrl, toQueueUrl }],
  );
}

function find(all: readonly RetryQueues[], option: string, name: string): RetryQueues {
  const found = findRetryQueues(all, name);
  if (found !== undefined) return found;
  const known = all.map(({ destination }) => destination).join(', ') || 'none';
  throw new InputError(`${option} ${name}: no such destination has queues; there are ${known}`);
}
