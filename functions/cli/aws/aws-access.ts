import { InputError, readErrorCode } from '../terminal/user-error.ts';

/** As much of any client of the AWS SDK as tells where its calls would go, and as whom. */
export interface AwsClient {
  readonly config: {
    readonly region: () => Promise<string>;
    readonly credentials: () => Promise<unknown>;
  };
}

export interface AwsAccess {
  readonly region: string;
}

/**
 * The Region and the presence of credentials, as the SDK finds them in environment and profile.
 *
 * Rejects with InputError: without either, every call fails with a name that says nothing.
 */
export async function findAwsAccess({ config }: AwsClient): Promise<AwsAccess> {
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
