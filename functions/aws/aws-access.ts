import { readAwsEnvironment } from './aws-environment.ts';

/** Who calls AWS. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** As whom and in which Region AWS is called. The `config` of any client of the AWS SDK is one. */
export interface AwsAccess {
  readonly region: () => Promise<string>;
  readonly credentials: () => Promise<AwsCredentials>;
}

/** A variable of the environment that every call to AWS needs is not set. */
export class AwsAccessError extends Error {
  override readonly name = 'AwsAccessError';
}

/**
 * What Lambda puts into the environment of a function. Its credentials stay the same as long as the process lives.
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
  };
}
