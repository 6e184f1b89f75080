import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretUnavailableError } from './errors.ts';

/**
 * The ARN of a secret by its name, undefined where there is none, or it is about to be deleted. Rejects with
 * SecretUnavailableError for everything else.
 */
export async function findSecretArn(client: SecretsManagerClient, name: string): Promise<string | undefined> {
  try {
    const { ARN, DeletedDate } = await client.send(new DescribeSecretCommand({ SecretId: name }));
    return DeletedDate === undefined ? ARN : undefined;
  } catch (error) {
    const code = error instanceof Error ? error.name : 'unknown';
    if (code === 'ResourceNotFoundException') return undefined;
    throw new SecretUnavailableError(name, code);
  }
}
