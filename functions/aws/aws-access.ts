import { readAwsEnvironment } from './aws-environment.ts';
import type { AwsService } from './aws-service.ts';

/** Who calls AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** As whom, in which Region and where AWS is called. The `config` of any client of the AWS SDK is one. */
export interface AwsAccess {
  readonly region: () => Promise<string>;
  readonly credentials: () => Promise<AwsCredentials>;
  /** @default the endpoint that is not validated */
  readonly useFipsEndpoint?: () => Promise<boolean>;
  /** A URL in place of the service's own; undefined: there is none. @default none */
  readonly endpointOf?: (service: AwsService) => Promise<string | undefined>;
}

/** What every call to AWS needs of its environment is missing, or is nothing that can be used. */
export class AwsAccessError extends Error {
  override readonly name = 'AwsAccessError';
}

/**
 * What Lambda puts into the environment of a function, and what an operator may add: `AWS_ENDPOINT_URL`, the same with
 * `_DYNAMODB` and the like behind it, and `AWS_USE_FIPS_ENDPOINT`. Its credentials stay the same as long as the process lives.
 *
 * Calls reject with AwsAccessError, which names the variable that is missing.
 */
export function accessFromEnvironment(readEnvironment = readAwsEnvironment): AwsAccess {
  function read(name: string): string {
    const value = readEnvironment()[name];
    if (!value) throw new AwsAccessError(`${name} is not set`);
    return value;
  }
  return {
    region: async () => read('AWS_REGION'),
    async credentials() {
      const { AWS_SESSION_TOKEN: sessionToken } = readEnvironment();
      return {
        accessKeyId: read('AWS_ACCESS_KEY_ID'),
        secretAccessKey: read('AWS_SECRET_ACCESS_KEY'),
        ...(sessionToken && { sessionToken }),
      };
    },
    useFipsEndpoint: async () => readEnvironment()['AWS_USE_FIPS_ENDPOINT'] === 'true',
    async endpointOf({ id }) {
      const env = readEnvironment();
      if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
      return env[`AWS_ENDPOINT_URL_${id.toUpperCase()}`] || env['AWS_ENDPOINT_URL'] || undefined;
    },
  };
}
