import { parseClientCredentials } from '../../rotate-token/client-credentials.ts';
import { neededScope, parseTokenAnswer } from '../../rotate-token/management-token.ts';
import { InvalidSecretError, SecretUnavailableError } from '../../secret/errors.ts';
import { parseHeaderValue } from '../../secret/header-value.ts';
import type { createSecretsManagerClient } from '../../secret/load-secret.ts';
import { loadSecret } from '../../secret/load-secret.ts';
import { parseTokenValue } from '../../secret/token-value.ts';
import { type Finding, fail, failByCode, ok, toCode, warn } from './finding.ts';

type Client = ReturnType<typeof createSecretsManagerClient>;

export async function checkWebhookSecret(client: Client, secretId: string): Promise<Finding> {
  return checkSecret('webhook secret', client, secretId, (text) => {
    parseHeaderValue(text, secretId);
    return ok('webhook secret', 'filled in');
  });
}

/** Its finding, and the token where the endpoint can be tried with it. */
export async function checkDestinationSecret(
  client: Client,
  { name, header }: { readonly name: string; readonly header?: string | undefined },
  secretId: string,
): Promise<{ readonly finding: Finding; readonly secret?: string }> {
  let secret: string | undefined;
  const check = `token of ${name}`;
  const finding = await checkSecret(check, client, secretId, (text) => {
    secret = header === undefined ? parseTokenValue(text, secretId) : parseHeaderValue(text, secretId);
    return ok(check, 'filled in');
  });
  return secret === undefined ? { finding } : { finding, secret };
}

/** The stack fills it by itself; it is wanted for hashed fields. */
export async function checkPrivacyKey(client: Client, secretId: string): Promise<Finding> {
  return checkSecret('privacy key', client, secretId, (text) => {
    parseTokenValue(text, secretId);
    return ok('privacy key', 'filled in');
  });
}

export async function checkClientSecret(client: Client, secretId: string): Promise<Finding> {
  return checkSecret('Auth0 client', client, secretId, (text) => {
    const credentials = parseClientCredentials(text, secretId);
    return ok(
      'Auth0 client',
      'clientSecret' in credentials ? 'client ID and secret' : 'client ID and private key',
    );
  });
}

/** The findings, and the token where it can be tried. */
export async function checkTokenSecret(
  client: Client,
  secretId: string,
  nowMs: number,
): Promise<{ readonly findings: readonly Finding[]; readonly token?: string }> {
  let token: string | undefined;
  const finding = await checkSecret('token', client, secretId, (text) => {
    token = parseTokenValue(text, secretId);
    return ok('token', 'filled in');
  });
  if (token === undefined) return { findings: [finding] };
  return { findings: [...checkToken(token, secretId, nowMs)], token };
}

function* checkToken(token: string, secretId: string, nowMs: number): Generator<Finding> {
  const { expiresAtMs, scopes } = parseTokenAnswer(JSON.stringify({ access_token: token }), nowMs) ?? {};
  const rotate = `aws secretsmanager rotate-secret --secret-id ${secretId}`;
  if (expiresAtMs === undefined) {
    yield warn('token', 'does not tell when it expires', 'make sure that somebody renews it in time');
  } else {
    const hours = (expiresAtMs - nowMs) / 3_600_000;
    if (hours <= 0) yield fail('token', 'has expired', `renew it: ${rotate}`);
    else if (hours < 2)
      yield warn('token', `expires in ${hours.toFixed(1)} h`, `is rotation at work? ${rotate}`);
    else yield ok('token', `fresh, expires in ${Math.floor(hours)} h`);
  }
  if (scopes === undefined) return;
  if (scopes.includes(neededScope)) yield ok('token scope', neededScope);
  else {
    yield fail(
      'token scope',
      `lacks ${neededScope}`,
      `Auth0 dashboard, Applications, APIs, Auth0 Management API: authorise the application for ${neededScope}; then ${rotate}`,
    );
  }
}

async function checkSecret(
  check: string,
  client: Client,
  secretId: string,
  read: (text: string) => Finding,
): Promise<Finding> {
  try {
    return read(await loadSecret(client, secretId, 'AWSCURRENT'));
  } catch (error) {
    if (error instanceof InvalidSecretError) {
      return fail(
        check,
        error.message,
        `store the value: aws secretsmanager put-secret-value --secret-id ${secretId} …`,
      );
    }
    return failByCode(check, secretId, error instanceof SecretUnavailableError ? error.code : toCode(error));
  }
}
