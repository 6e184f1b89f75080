import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { loadConfig } from '@smithy/core/config';
import { type AwsAccess, accessFromEnvironment } from '../../aws/aws-access.ts';
import type { AwsService } from '../../aws/aws-service.ts';
import { InputError, readErrorCode } from '../terminal/user-error.ts';

/** As whom and where a person calls AWS: by environment, profile and single sign-on, as any client of the AWS SDK finds them. */
export function accessFromProfile(): AwsAccess {
  const { region, credentials, useFipsEndpoint } = new SecretsManagerClient().config;
  const { endpointOf: endpointInEnvironment } = accessFromEnvironment();
  return {
    region,
    credentials,
    useFipsEndpoint,
    endpointOf: async (service) => (await endpointInEnvironment?.(service)) ?? endpointInProfile(service),
  };
}

/** `endpoint_url` of the service in the profile's `services`, else of the profile. */
async function endpointInProfile({ id }: AwsService): Promise<string | undefined> {
  const isIgnored = loadConfig<string>({
    environmentVariableSelector: (env) => env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
    configFileSelector: (profile) => profile['ignore_configured_endpoint_urls'],
    default: 'false',
  });
  if ((await isIgnored()) === 'true') return undefined;
  return loadConfig<string | undefined>({
    environmentVariableSelector: () => undefined,
    configFileSelector: (profile, file) =>
      file?.[`services.${profile['services']}`]?.[`${id}.endpoint_url`] ?? profile['endpoint_url'],
    default: async () => undefined,
  })();
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
