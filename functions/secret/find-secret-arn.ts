import { SecretUnavailableError } from './errors.ts';
import type { SecretsClient } from './secrets-client.ts';

/**
 * The ARN of a secret by its name, undefined where there is none, or it is about to be deleted. Rejects with
 * SecretUnavailableError for everything else.
 */
export async function findSecretArn(client: SecretsClient, name: string): Promise<string | undefined> {
  try {
    const { ARN, DeletedDate } = await client.call('DescribeSecret', { SecretId: name });
    return DeletedDate === undefined ? ARN : undefined;
  } catch (error) {
    const code = error instanceof Error ? error.name : 'unknown';
    if (code === 'ResourceNotFoundException') return undefined;
    throw new SecretUnavailableError(name, code);
  }
}
