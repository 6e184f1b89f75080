import { toErrorCode } from '../../destination/error-code.ts';
import { parseClientCredentials } from '../../rotate-token/client-credentials.ts';
import { neededScope, parseTokenAnswer } from '../../rotate-token/management-token.ts';
import { InvalidSecretError, SecretUnavailableError } from '../../secret/errors.ts';
import { parseHeaderValue } from '../../secret/header-value.ts';
import { loadSecret } from '../../secret/load-secret.ts';
import type { SecretsClient } from '../../secret/secrets-client.ts';
import { parseTokenValue } from '../../secret/token-value.ts';
import { type CheckResult, fail, failByCode, ok, warn } from './check-result.ts';

export interface SecretAt {
  /** Name or ARN. */
  readonly id: string;
  /** The fix where there is no such secret. */
  readonly whenAbsent: string;
}

export interface TokenSecretAt extends SecretAt {
  /** Whether the stack renews it; what somebody puts there by hand would be overwritten. */
  readonly isRenewed: boolean;
  readonly nowMs: number;
}

export async function checkWebhookSecret(client: SecretsClient, at: SecretAt): Promise<CheckResult> {
  return checkSecret('webhook secret', client, at, (text) => {
    parseHeaderValue(text, at.id);
    return ok('webhook secret', 'filled in');
  });
}

/** Its result, and the token where the endpoint can be tried with it. */
export async function checkDestinationSecret(
  client: SecretsClient,
  { name, header }: { readonly name: string; readonly header?: string | undefined },
  at: SecretAt,
): Promise<{ readonly result: CheckResult; readonly secret?: string }> {
  let secret: string | undefined;
  const check = `token of ${name}`;
  const result = await checkSecret(check, client, at, (text) => {
    secret = header === undefined ? parseTokenValue(text, at.id) : parseHeaderValue(text, at.id);
    return ok(check, 'filled in');
  });
  return secret === undefined ? { result } : { result, secret };
}

/** The stack fills it by itself; it is wanted for hashed fields. */
export function checkPrivacyKey(client: SecretsClient, at: SecretAt): Promise<CheckResult> {
  return checkKey('privacy key', client, at);
}

/** The stack fills it by itself. */
export function checkLedgerKey(client: SecretsClient, at: SecretAt): Promise<CheckResult> {
  return checkKey('ledger key', client, at);
}

function checkKey(check: string, client: SecretsClient, at: SecretAt): Promise<CheckResult> {
  return checkSecret(check, client, at, (text) => {
    parseTokenValue(text, at.id);
    return ok(check, 'filled in');
  });
}

export async function checkClientSecret(client: SecretsClient, at: SecretAt): Promise<CheckResult> {
  return checkSecret('Auth0 client', client, at, (text) => {
    const credentials = parseClientCredentials(text, at.id);
    return ok(
      'Auth0 client',
      'clientSecret' in credentials ? 'client ID and secret' : 'client ID and private key',
    );
  });
}

/** The results, and the token where it can be tried. */
export async function checkTokenSecret(
  client: SecretsClient,
  at: TokenSecretAt,
): Promise<{ readonly results: readonly CheckResult[]; readonly token?: string }> {
  let token: string | undefined;
  const fill = at.isRenewed ? `fill in the Auth0 client above, then ${toRenewal(at)}` : toRenewal(at);
  const result = await checkSecret(
    'token',
    client,
    at,
    (text) => {
      token = parseTokenValue(text, at.id);
      return ok('token', 'filled in');
    },
    fill,
  );
  if (token === undefined) return { results: [result] };
  return { results: [...checkToken(token, at)], token };
}

function toRenewal({ id, isRenewed }: TokenSecretAt): string {
  return isRenewed ? `aws secretsmanager rotate-secret --secret-id ${id}` : toStoring(id);
}

function toStoring(id: string): string {
  return `aws secretsmanager put-secret-value --secret-id ${id} …`;
}

function* checkToken(token: string, at: TokenSecretAt): Generator<CheckResult> {
  const { nowMs } = at;
  const { expiresAtMs, scopes } = parseTokenAnswer(JSON.stringify({ access_token: token }), nowMs) ?? {};
  const renewal = toRenewal(at);
  if (expiresAtMs === undefined) {
    yield warn('token', 'does not tell when it expires', 'make sure that somebody renews it in time');
  } else {
    const hours = (expiresAtMs - nowMs) / 3_600_000;
    if (hours <= 0) yield fail('token', 'has expired', `renew it: ${renewal}`);
    else if (hours < 2) {
      const who = at.isRenewed ? 'is rotation at work?' : 'whoever renews it is late:';
      yield warn('token', `expires in ${hours.toFixed(1)} h`, `${who} ${renewal}`);
    } else yield ok('token', `fresh, expires in ${Math.floor(hours)} h`);
  }
  if (scopes === undefined) return;
  if (scopes.includes(neededScope)) yield ok('token scope', neededScope);
  else {
    yield fail(
      'token scope',
      `lacks ${neededScope}`,
      `Auth0 dashboard, Applications, APIs, Auth0 Management API: authorise the application for ${neededScope}; then ${renewal}`,
    );
  }
}

async function checkSecret(
  check: string,
  client: SecretsClient,
  at: SecretAt,
  read: (text: string) => CheckResult,
  whenUnusable = `store the value: ${toStoring(at.id)}`,
): Promise<CheckResult> {
  try {
    return read(await loadSecret(client, at.id, 'AWSCURRENT'));
  } catch (error) {
    if (error instanceof InvalidSecretError) return fail(check, error.message, whenUnusable);
    const code = error instanceof SecretUnavailableError ? error.code : toErrorCode(error);
    return failByCode(check, at.id, code, at.whenAbsent);
  }
}
