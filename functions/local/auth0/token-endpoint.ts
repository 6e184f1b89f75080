import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import type { AccessTokens } from './access-tokens.ts';
import { findAssertionFault } from './client-assertion.ts';

/** A machine-to-machine application of the simulated tenant. */
export interface SimulatedClient {
  readonly clientId: string;
  readonly clientSecret?: string;
  /** PEM of the registered key; makes the client use `private_key_jwt`. */
  readonly publicKey?: string;
  /** What the tenant granted it for the Management API. */
  readonly scopes: readonly string[];
}

export interface TokenEndpointOptions {
  readonly domain: string;
  readonly clients: readonly SimulatedClient[];
  readonly tokens: AccessTokens;
  readonly tokenLifetimeSeconds: number;
  readonly now: () => number;
}

/** `POST /oauth/token` for `grant_type=client_credentials`, as a form or as JSON. */
export function createTokenEndpoint(options: TokenEndpointOptions) {
  const { domain, clients, tokens, tokenLifetimeSeconds, now } = options;
  const usedIds = new Set<string>();
  const keys = new Map<string, KeyObject>();
  for (const { clientId, publicKey } of clients) {
    if (publicKey !== undefined) keys.set(clientId, createPublicKey(publicKey));
  }

  return async function answerTokenRequest(request: Request): Promise<Response> {
    const origin = new URL(request.url).origin;
    const fields = await readFields(request);
    if (fields['grant_type'] === undefined) {
      return refuse(400, 'invalid_request', 'Missing required parameter: grant_type');
    }
    if (fields['grant_type'] !== 'client_credentials') {
      return refuse(400, 'unsupported_grant_type', 'Unsupported grant type');
    }
    const client = clients.find(({ clientId }) => clientId === fields['client_id']);
    if (!client) return refuse(401, 'invalid_client', 'Client authentication failed');

    const fault = findClientFault(client, fields, [`https://${domain}/`, `${origin}/`]);
    if (fault) return refuse(401, 'invalid_client', fault);

    const audience = fields['audience'];
    if (audience !== `https://${domain}/api/v2/` && audience !== `${origin}/api/v2/`) {
      return refuse(403, 'access_denied', 'Client is not authorized to access the requested audience');
    }
    const asked = fields['scope']?.split(' ').filter(Boolean) ?? client.scopes;
    const missing = asked.filter((scope) => !client.scopes.includes(scope));
    if (missing.length > 0 || asked.length === 0) {
      return refuse(403, 'access_denied', `Client has not been granted scopes: ${missing.join(', ')}`);
    }

    const accessToken = tokens.issue({
      clientId: client.clientId,
      scopes: asked,
      lifetimeSeconds: tokenLifetimeSeconds,
    });
    return Response.json({
      access_token: accessToken,
      scope: asked.join(' '),
      expires_in: tokenLifetimeSeconds,
      token_type: 'Bearer',
    });
  };

  function findClientFault(client: SimulatedClient, fields: Fields, audiences: readonly string[]) {
    const publicKey = keys.get(client.clientId);
    if (!publicKey) {
      const isRight = client.clientSecret !== undefined && client.clientSecret === fields['client_secret'];
      return isRight ? undefined : 'Client authentication failed';
    }
    if (fields['client_assertion_type'] !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer') {
      return 'client_assertion_type is missing';
    }
    const assertion = fields['client_assertion'] ?? '';
    return findAssertionFault({
      assertion,
      clientId: client.clientId,
      publicKey,
      audiences,
      nowMs: now(),
      usedIds,
    });
  }
}

type Fields = { readonly [name: string]: string };

async function readFields(request: Request): Promise<Fields> {
  const text = await request.text();
  if (!request.headers.get('content-type')?.includes('json'))
    return Object.fromEntries(new URLSearchParams(text));
  try {
    const body: unknown = JSON.parse(text);
    const entries = Object.entries(Object(body)).filter((entry): entry is [string, string] => {
      return typeof entry[1] === 'string';
    });
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

function refuse(status: number, error: string, description: string): Response {
  return Response.json({ error, error_description: description }, { status });
}
