import type {
  DescribeSecretResponse,
  GetSecretValueRequest,
  GetSecretValueResponse,
  PutSecretValueRequest,
  UpdateSecretVersionStageRequest,
} from '@aws-sdk/client-secrets-manager';
import { type AwsCalls, type AwsClient, type AwsClientOptions, createAwsClient } from '../aws/aws-client.ts';
import { secretsManager } from '../aws/aws-service.ts';

interface SecretsCalls extends AwsCalls {
  readonly GetSecretValue: {
    readonly input: GetSecretValueRequest;
    readonly output: Pick<GetSecretValueResponse, 'SecretString'>;
  };
  readonly DescribeSecret: {
    readonly input: { readonly SecretId: string };
    readonly output: Pick<DescribeSecretResponse, 'ARN' | 'VersionIdsToStages' | 'RotationRules'> & {
      /** Epoch seconds. */
      readonly DeletedDate?: number;
    };
  };
  readonly PutSecretValue: {
    readonly input: Omit<PutSecretValueRequest, 'SecretBinary'>;
    readonly output: object;
  };
  readonly UpdateSecretVersionStage: {
    readonly input: UpdateSecretVersionStageRequest;
    readonly output: object;
  };
}

export type SecretsClient = AwsClient<SecretsCalls>;

export function createSecretsClient(options: Partial<AwsClientOptions> = {}): SecretsClient {
  return createAwsClient(secretsManager, {
    maxAttempts: 3,
    limits: { timeoutMs: 1_500, connectionTimeoutMs: 1_000, maxSockets: 50 },
    ...options,
  });
}
