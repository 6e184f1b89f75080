import {
  GetSecretValueCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';
import { InvalidSecretError, SecretUnavailableError } from './errors.ts';
import { toBoundedRequests } from '../aws/bounded-requests.ts';

/** Covers all attempts of one read, the answer's body included. */
const readTimeoutMs = 4_000;

export function createSecretsManagerClient(config: SecretsManagerClientConfig = {}): SecretsManagerClient {
  return new SecretsManagerClient({
    maxAttempts: 3,
    requestHandler: toBoundedRequests(1_500),
    ...config,
  });
}

/**
 * One read of a secret's text, by staging label (AWSCURRENT, AWSPREVIOUS).
 *
 * Rejects with SecretUnavailableError, whose `code` is `ResourceNotFoundException` where there is no such secret or
 * label, and with InvalidSecretError where the secret holds bytes instead of text.
 */
export async function loadSecret(
  client: SecretsManagerClient,
  secretId: string,
  stage: string,
): Promise<string> {
  const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage });
  let text: string | undefined;
  try {
    const answer = await client.send(command, { abortSignal: AbortSignal.timeout(readTimeoutMs) });
    text = answer.SecretString;
  } catch (error) {
    throw new SecretUnavailableError(secretId, toCode(error));
  }
  if (typeof text !== 'string') throw new InvalidSecretError(secretId, 'it holds no text');
  return text;
}

function toCode(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'unknown';
}
