import { InvalidSecretError, SecretUnavailableError } from './errors.ts';
import { parseHeaderValue } from './header-value.ts';
import { loadSecret } from './load-secret.ts';
import { createRefreshedValue } from './refreshed-value.ts';
import { createSecretsClient, type SecretsClient } from './secrets-client.ts';

export interface WebhookAuthorizationsOptions {
  /** ARN or name. */
  readonly secretId: string;
  readonly client?: SecretsClient;
  /** @default 300_000 */
  readonly ttlMs?: number;
  /** Pause after a failed attempt before another one. @default 2_000 */
  readonly retryIntervalMs?: number;
  /** `fresh` asks Secrets Manager at most once in this time: strangers can bring it about. @default 10_000 */
  readonly freshIntervalMs?: number;
  readonly onFailure?: (error: unknown) => void;
  readonly now?: () => number;
}

/**
 * The header values that a sender may show, at least one: those labelled AWSCURRENT and AWSPREVIOUS.
 *
 * Never an empty or a placeholder value. `fresh`, for a sender whose value is unknown, reads the secret again, so that
 * a new value counts at once; it is cheap to repeat. Rejects with SecretUnavailableError or InvalidSecretError when
 * no usable value was ever read.
 */
export type LoadAuthorizations = (options?: { readonly fresh?: boolean }) => Promise<readonly string[]>;

export function createWebhookAuthorizations(options: WebhookAuthorizationsOptions): LoadAuthorizations {
  const { secretId, client = createSecretsClient(), freshIntervalMs = 10_000, now = Date.now } = options;
  let freshAtMs = Number.NEGATIVE_INFINITY;

  const values = createRefreshedValue({
    load: async () => {
      const [current, previous] = await Promise.all([
        loadStage('AWSCURRENT'),
        // A secret that was never changed has no AWSPREVIOUS.
        loadStage('AWSPREVIOUS', 'ResourceNotFoundException'),
      ]);
      const usable = [current, previous].filter((value) => typeof value === 'string');
      if (usable.length === 0) throw current;
      return usable;
    },
    ttlMs: options.ttlMs,
    retryIntervalMs: options.retryIntervalMs,
    onFailure: options.onFailure,
    now,
  });

  /** An unusable value is handed back instead of thrown, for the other label may have a usable one. */
  async function loadStage(
    stage: string,
    absentCode?: string,
  ): Promise<string | InvalidSecretError | undefined> {
    try {
      return parseHeaderValue(await loadSecret(client, secretId, stage), secretId);
    } catch (error) {
      if (error instanceof InvalidSecretError) return error;
      if (absentCode !== undefined && error instanceof SecretUnavailableError && error.code === absentCode) {
        return undefined;
      }
      throw error;
    }
  }

  return async function loadAuthorizations({ fresh = false } = {}) {
    if (!fresh || now() - freshAtMs < freshIntervalMs) return values.read();
    freshAtMs = now();
    return values.reload();
  };
}
