import { loadSecret } from './load-secret.ts';
import { createRefreshedValue } from './refreshed-value.ts';
import type { SecretReader } from './secret-reader.ts';
import { createSecretsClient, type SecretsClient } from './secrets-client.ts';
import { parseTokenValue } from './token-value.ts';

export interface SecretsManagerReaderOptions {
  /** ARN or name. */
  readonly secretId: string;
  readonly client?: SecretsClient;
  /** @default 'AWSCURRENT' */
  readonly stage?: string;
  /** @default 300_000 */
  readonly ttlMs?: number;
  /** Pause after a failed attempt before `read` starts another one. @default 2_000 */
  readonly retryIntervalMs?: number;
  /** From the secret's text to the value; throws InvalidSecretError. @default parseTokenValue */
  readonly parse?: (text: string, secretId: string) => string;
  /** Told of each failed attempt: a SecretUnavailableError or an InvalidSecretError. */
  readonly onFailure?: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * A secret in memory: refreshed before its time ends, used stale while Secrets Manager is down.
 *
 * Rejects only when no usable value was ever read: with SecretUnavailableError (try again later) or
 * InvalidSecretError (somebody has to store another value). Both name the secret, never its content.
 */
export function createSecretsManagerReader(options: SecretsManagerReaderOptions): SecretReader {
  const { secretId, client = createSecretsClient(), stage = 'AWSCURRENT', parse = parseTokenValue } = options;
  return createRefreshedValue({
    load: async () => parse(await loadSecret(client, secretId, stage), secretId),
    ttlMs: options.ttlMs,
    retryIntervalMs: options.retryIntervalMs,
    onFailure: options.onFailure,
    now: options.now,
  });
}
