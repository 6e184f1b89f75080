import { Logger } from '@aws-lambda-powertools/logger';
import { loadSecret } from '../secret/load-secret.ts';
import { createSecretsClient } from '../secret/secrets-client.ts';
import { createSessionClient } from '../session/session-client.ts';
import { createTokenRequest } from './auth0-token.ts';
import { parseClientCredentials } from './client-credentials.ts';
import { parseConfig } from './config.ts';
import { createRetry } from './retry.ts';
import { createRotation } from './rotation.ts';
import { parseRotationEvent } from './rotation-event.ts';
import { createTokenSecret } from './token-secret.ts';
import { createTokenTrial } from './try-token.ts';

const { tenant, auth0Domain: domain, auth0BaseUrl: baseUrl, clientSecretId } = parseConfig(process.env);
const logger = new Logger({ serviceName: 'rotate-token', persistentKeys: { tenant } });
const client = createSecretsClient();
const retry = createRetry();
const requestToken = createTokenRequest({ domain, baseUrl, retry });
const tryToken = createTokenTrial({ askAuth0: createSessionClient({ baseUrl }), retry });
const loadCredentials = async () =>
  parseClientCredentials(await loadSecret(client, clientSecretId, 'AWSCURRENT'), clientSecretId);

/** Left for the calls of Secrets Manager that follow Auth0's answers. */
const reservedMs = 5_000;

/** Secrets Manager's rotation function for the Management API token. When a step throws, it tries the rotation again. */
export async function handler(
  event: unknown,
  context: { getRemainingTimeInMillis(): number },
): Promise<void> {
  const { step, secretId, versionId } = parseRotationEvent(event);
  const secret = createTokenSecret(client, secretId);
  const rotate = createRotation({ secret, loadCredentials, requestToken, tryToken });
  const deadlineMs = Date.now() + context.getRemainingTimeInMillis() - reservedMs;

  const { outcome, warnings } = await rotate({ step, versionId, deadlineMs });

  logger.info('rotation step', { step, outcome });
  for (const warning of warnings) logger.warn('rotation warning', { warning });
}
