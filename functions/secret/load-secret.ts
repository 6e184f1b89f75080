import { InvalidSecretError, SecretUnavailableError } from './errors.ts';
import type { SecretsClient } from './secrets-client.ts';

/** Covers all attempts of one read, the answer's body included. */
const readTimeoutMs = 4_000;

/**
 * One read of a secret's text, by staging label (AWSCURRENT, AWSPREVIOUS).
 *
 * Rejects with SecretUnavailableError, whose `code` is `ResourceNotFoundException` where there is no such secret or
 * label, and with InvalidSecretError where the secret holds bytes instead of text.
 */
export async function loadSecret(client: SecretsClient, secretId: string, stage: string): Promise<string> {
  const input = { SecretId: secretId, VersionStage: stage };
  let text: string | undefined;
  try {
    const answer = await client.call('GetSecretValue', input, {
      abortSignal: AbortSignal.timeout(readTimeoutMs),
    });
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
