import type { SecretReader } from '../secret/secret-reader.ts';

export interface TokenExchangeOptions {
  /** Scheme and host of Auth0. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * The Management API token on a laptop: straight from `POST /oauth/token`, in place of the secret that rotation fills.
 *
 * One token is kept until somebody reloads it. Rejects when Auth0 gives none.
 */
export function createTokenExchange(options: TokenExchangeOptions): SecretReader {
  const { baseUrl, clientId, clientSecret, fetch = globalThis.fetch } = options;
  let token: Promise<string> | undefined;
  let exchange: Promise<string> | undefined;

  async function requestToken(): Promise<string> {
    const response = await fetch(`${baseUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        audience: `${baseUrl}/api/v2/`,
        scope: 'read:sessions',
      }),
    });
    const body = (await response.json().catch(() => ({}))) as { readonly access_token?: unknown };
    if (response.ok && typeof body.access_token === 'string') return body.access_token;
    throw new Error(`the token exchange failed with HTTP status ${response.status}`);
  }

  async function reload(): Promise<string> {
    exchange ??= requestToken().finally(() => {
      exchange = undefined;
    });
    const next = exchange;
    const value = await next;
    token = next;
    return value;
  }

  return { read: async () => (token ? await token : await reload()), reload };
}
