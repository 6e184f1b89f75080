import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AwsAccess } from '../../aws/aws-access.ts';
import { InputError, readErrorCode } from '../terminal/user-error.ts';

/** Region and credentials of a person: environment, profile and single sign-on, as any client of the AWS SDK finds them. */
export function accessFromProfile(): AwsAccess {
  return new SecretsManagerClient().config;
}

/**
 * The Region and the presence of credentials, as the SDK finds them in environment and profile.
 *
 * Rejects with InputError: without either, every call fails with a name that says nothing.
 */
export async function findAwsAccess({
  config,
}: {
  readonly config: AwsAccess;
}): Promise<{ readonly region: string }> {
  const region = await config.region().catch((error: unknown) => {
    throw new InputError('no AWS Region is set', {
      fix: 'set AWS_REGION, or AWS_PROFILE to a profile that has one',
      cause: error,
    });
  });
  await config.credentials().catch((error: unknown) => {
    const reason = readErrorName(error) === 'CredentialsProviderError' ? '' : ` (${readErrorName(error)})`;
    throw new InputError(`no AWS credentials are found${reason}`, {
      fix: 'sign in, for example with aws sso login, and set AWS_PROFILE',
      cause: error,
    });
  });
  return { region };
}

function readErrorName(error: unknown): string {
  return readErrorCode(error) ?? (error instanceof Error ? error.name : 'unknown');
}
