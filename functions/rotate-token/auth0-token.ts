import { parseRateLimit } from '../session/rate-limit.ts';
import { createBoundedFetch, type Fetch, RefusedAnswerError } from './bounded-fetch.ts';
import { createClientAssertion } from './client-assertion.ts';
import type { ClientCredentials } from './client-credentials.ts';
import { RotationError } from './errors.ts';
import { type ManagementToken, neededScope, parseTokenAnswer } from './management-token.ts';
import type { Attempt, Retry } from './retry.ts';

export interface TokenRequestOptions {
  /** The tenant's own domain: it makes the audience, wherever Auth0 is reached. */
  readonly domain: string;
  readonly baseUrl: string;
  readonly retry: Retry;
  readonly fetch?: Fetch;
  /** Of one attempt, body included. @default 5_000 */
  readonly timeoutMs?: number;
  readonly now?: () => number;
}

/** Gets a token, or rejects with a RotationError that says what to do. */
export type RequestToken = (credentials: ClientCredentials, deadlineMs: number) => Promise<ManagementToken>;

type Answer = { readonly status: number; readonly text: string } | 'redirect' | 'none';

/**
 * Exchanges client credentials for a Management API token: `POST /oauth/token`, asking for `read:sessions` only.
 *
 * Source: https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens
 */
export function createTokenRequest(options: TokenRequestOptions): RequestToken {
  const { domain, baseUrl, retry, timeoutMs = 5_000, now = Date.now } = options;
  const fetch = createBoundedFetch(options.fetch ?? globalThis.fetch, 64 * 1024);
  const audience = `https://${domain}/api/v2/`;

  /** An assertion may be used only once, so each attempt has a body of its own. */
  async function ask(credentials: ClientCredentials, leftMs: number): Promise<Attempt<Answer>> {
    const body = JSON.stringify({
      grant_type: 'client_credentials',
      client_id: credentials.clientId,
      audience,
      scope: neededScope,
      ...toProof(credentials, `https://${domain}/`, now()),
    });
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const signal = AbortSignal.timeout(Math.ceil(Math.min(timeoutMs, leftMs)));
    try {
      const response = await fetch(`${baseUrl}/oauth/token`, { method: 'POST', headers, body, signal });
      const { status } = response;
      const rateLimit = parseRateLimit(response.headers, now());
      return { result: { status, text: await response.text() }, isPassing: isPassing(status), rateLimit };
    } catch (error) {
      const isRedirect = error instanceof RefusedAnswerError && error.code === 'redirect';
      return { result: isRedirect ? 'redirect' : 'none', isPassing: !isRedirect };
    }
  }

  return async function requestToken(credentials, deadlineMs) {
    const askedAtMs = now();
    const answer = (await retry((leftMs) => ask(credentials, leftMs), deadlineMs)) ?? 'none';
    if (typeof answer === 'string' || answer.status !== 200) throw toError(answer, audience);

    const token = parseTokenAnswer(answer.text, askedAtMs);
    if (token === undefined) {
      throw new RotationError(
        'passing',
        'Auth0 answered the request for a token without a usable access_token',
      );
    }
    if (token.scopes?.includes(neededScope) === false) {
      throw new RotationError('configuration', `the token lacks the permission: ${toGrantHint(audience)}`);
    }
    return token;
  };
}

function toProof(credentials: ClientCredentials, audience: string, nowMs: number): Record<string, string> {
  if ('clientSecret' in credentials) return { client_secret: credentials.clientSecret };
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: createClientAssertion({ ...credentials, audience, nowMs }),
  };
}

function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

function toError(answer: Answer, audience: string): RotationError {
  if (answer === 'none') {
    return new RotationError('passing', 'Auth0 gave no answer to the request for a token');
  }
  if (answer === 'redirect') {
    const message = "Auth0 redirects the request for a token: AUTH0_DOMAIN has to be the tenant's own domain";
    return new RotationError('configuration', message);
  }
  const { status } = answer;
  const code = parseErrorCode(answer.text);
  const got = `Auth0 refused the request for a token (${code === undefined ? status : `${status} ${code}`})`;
  if (isPassing(status)) return new RotationError('passing', `${got}: it is busy or down`);
  return new RotationError('configuration', `${got}: ${toHint(status, code, audience)}`);
}

function toHint(status: number, code: string | undefined, audience: string): string {
  if (code === 'unauthorized_client') return 'allow the grant type Client Credentials for the application';
  if (status === 401) {
    return 'check client_id and client_secret; for a private_key, that its public key is registered with the application';
  }
  if (status === 403) return toGrantHint(audience);
  if (status === 404) return 'check that AUTH0_DOMAIN is an Auth0 tenant';
  return 'check that the application is of the type machine to machine';
}

function toGrantHint(audience: string): string {
  return `authorise the application for ${audience} with the permission ${neededScope} (Auth0 Dashboard: Applications, APIs, Auth0 Management API, Machine to Machine Applications)`;
}

/** Only codes known from OAuth: anything else in the answer could quote what we sent. */
function parseErrorCode(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown };
    return knownCodes.find((code) => code === error);
  } catch {
    return undefined;
  }
}

const knownCodes = [
  'access_denied',
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'too_many_requests',
  'unauthorized_client',
  'unsupported_grant_type',
];
