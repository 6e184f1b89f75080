import { findQueueUrl } from '../../queue/queue-client.ts';
import type { SqsClient } from '../../queue/sqs-client.ts';
import { findAwsAccess } from './aws-access.ts';
import { howToReachAws, isUnreached } from './aws-unreached.ts';
import { toTenantNames } from '../tenant/tenant-names.ts';
import { InputError, UsageError, readErrorCode } from '../terminal/user-error.ts';

export interface QueueUrls {
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

export interface QueueOptionValues {
  readonly 'queue-url'?: string | undefined;
  readonly 'dead-letter-queue-url'?: string | undefined;
}

/** The queues of a tenant, or those that the options name. Rejects with UsageError or InputError. */
export async function openQueues(
  client: SqsClient,
  positionals: readonly string[],
  options: QueueOptionValues,
): Promise<QueueUrls> {
  const [tenant, ...others] = positionals;
  const { 'queue-url': queueUrl, 'dead-letter-queue-url': deadLetterQueueUrl } = options;
  if (tenant === undefined) {
    if (queueUrl !== undefined && deadLetterQueueUrl !== undefined) return { queueUrl, deadLetterQueueUrl };
    throw new UsageError('name the TENANT, or give --queue-url and --dead-letter-queue-url');
  }
  if (others.length > 0 || queueUrl !== undefined || deadLetterQueueUrl !== undefined) {
    throw new UsageError('give either one TENANT or the URLs of queues');
  }
  const names = toTenantNames(tenant);
  return {
    queueUrl: await find(client, names.queue),
    deadLetterQueueUrl: await find(client, names.deadLetterQueue),
  };
}

/** The queue of a tenant, or the one that `--queue-url` names. */
export async function findQueue(
  client: SqsClient,
  tenant: string | undefined,
  queueUrl: string | undefined,
): Promise<string> {
  if (queueUrl !== undefined) return queueUrl;
  if (tenant === undefined) throw new UsageError('name the TENANT, or give --queue-url');
  return find(client, toTenantNames(tenant).queue);
}

async function find(client: SqsClient, name: string): Promise<string> {
  const { region } = await findAwsAccess(client);
  try {
    return await findQueueUrl(client, name);
  } catch (error) {
    const code = readErrorCode(error) ?? 'unknown';
    const hint =
      code === 'QueueDoesNotExist'
        ? `there is none in this account and ${region}; is the stack deployed, and AWS_PROFILE and AWS_REGION right?`
        : isUnreached(code)
          ? `AWS is not reached (${code})`
          : code;
    const fix = isUnreached(code) ? { fix: howToReachAws } : {};
    throw new InputError(`cannot find the queue ${name}: ${hint}`, { cause: error, ...fix });
  }
}
