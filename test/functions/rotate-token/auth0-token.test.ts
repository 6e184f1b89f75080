import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { createTokenRequest } from '../../../functions/rotate-token/auth0-token.ts';
import {
  type ClientCredentials,
  parseClientCredentials,
} from '../../../functions/rotate-token/client-credentials.ts';
import { createRetry } from '../../../functions/rotate-token/retry.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';

const domain = 'acme.eu.auth0.com';
const canary = 'canary-5ecret';
const withSecret = { clientId: 'id', clientSecret: canary };
const retry = createRetry({ sleep: async () => {} });
const soon = () => Date.now() + 10_000;

const opened: Loopback[] = [];
afterEach(async () => {
  for (const loopback of opened.splice(0)) await loopback.close();
});
async function open(answer: Parameters<typeof startLoopback>[0]): Promise<Loopback> {
  const loopback = await startLoopback(answer);
  opened.push(loopback);
  return loopback;
}

const requestOf = (fetch: (input: string, init?: RequestInit) => Response | Promise<Response>) =>
  createTokenRequest({
    domain,
    baseUrl: `https://${domain}`,
    retry,
    fetch: async (input, init) => fetch(input as string, init),
  });

describe('createTokenRequest', () => {
  it('asks for read:sessions only, for the Management API of the tenant, wherever that is reached', async () => {
    const bodies: unknown[] = [];
    const loopback = await open(({ body, path, method }, response) => {
      bodies.push([method, path, JSON.parse(body.toString())]);
      response.end('{"access_token":"a.b.c","expires_in":60,"scope":"read:sessions"}');
    });
    const requestToken = createTokenRequest({ domain, baseUrl: loopback.url, retry });

    await expect(requestToken(withSecret, soon())).resolves.toMatchObject({ accessToken: 'a.b.c' });

    const body = {
      grant_type: 'client_credentials',
      client_id: 'id',
      client_secret: canary,
      audience: `https://${domain}/api/v2/`,
      scope: 'read:sessions',
    };
    expect(bodies).toEqual([['POST', '/oauth/token', body]]);
  });

  it.each(['RS256', 'RS384', 'PS256'])(
    'proves itself with a key and %s, anew for each attempt',
    async (alg) => {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
      const auth0 = createAuth0Simulator({
        domain,
        clients: [
          {
            clientId: 'id',
            publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })),
            scopes: ['read:sessions'],
          },
        ],
      });
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
      const credentials = parseClientCredentials(
        JSON.stringify({ client_id: 'id', private_key: pem, alg, key_id: 'k1' }),
        's',
      );
      let count = 0;
      const headers: unknown[] = [];
      const requestToken = requestOf(async (url, init) => {
        count += 1;
        const { client_assertion: jwt } = JSON.parse(init?.body as string) as { client_assertion: string };
        headers.push(JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()));
        const response = await auth0.app.request(url, init);
        // Auth0 has taken the assertion, but its answer is lost.
        return count === 1 ? new Response(null, { status: 503 }) : response;
      });

      await expect(requestToken(credentials, soon())).resolves.toMatchObject({ scopes: ['read:sessions'] });

      expect(headers).toEqual([
        { alg, typ: 'JWT', kid: 'k1' },
        { alg, typ: 'JWT', kid: 'k1' },
      ]);
    },
  );

  const refusing = (status: number, error?: string) =>
    Response.json({ error, error_description: `bad ${canary}` }, { status });
  it.each<[string, () => Response, string, string]>([
    [
      'the secret is wrong',
      () => refusing(401, 'invalid_client'),
      'configuration',
      '(401 invalid_client): check client_id',
    ],
    [
      'there is no grant',
      () => refusing(403, 'access_denied'),
      'configuration',
      'with the permission read:sessions',
    ],
    [
      'the grant type is off',
      () => refusing(403, 'unauthorized_client'),
      'configuration',
      'Client Credentials',
    ],
    ['the type is wrong', () => refusing(400, canary), 'configuration', '(400): check that the application'],
    ['there is no Auth0', () => new Response('<p>', { status: 404 }), 'configuration', 'is an Auth0 tenant'],
    ['it redirects', () => Response.redirect('https://evil.example/', 307), 'configuration', 'redirects'],
    ['it is busy for too long', () => refusing(429, 'too_many_requests'), 'passing', 'busy or down'],
    ['it is down for too long', () => new Response('<p>', { status: 502 }), 'passing', '(502): it is busy'],
    ['the answer is no JSON', () => new Response(canary), 'passing', 'without a usable access_token'],
    ['the answer is too large', () => new Response('x'.repeat(100_000)), 'passing', 'gave no answer'],
    [
      'the token lacks the permission',
      () => Response.json({ access_token: canary, scope: 'read:logs' }),
      'configuration',
      'the token lacks the permission',
    ],
  ])('says what to do when %s', async (_when, answer, kind, message) => {
    const error = await requestOf(answer)(withSecret, soon()).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ name: 'RotationError', kind, message: expect.stringContaining(message) });
    expect((error as Error).stack).not.toContain(canary);
  });

  it.each([301, 302, 303, 307, 308])('takes the secret nowhere when Auth0 redirects (%i)', async (status) => {
    const elsewhere = await open((_request, response) => void response.end('{"access_token":"a.b.c"}'));
    const auth0 = await open((_request, response) => {
      response.writeHead(status, { location: `${elsewhere.url}/oauth/token` }).end();
    });
    const requestToken = createTokenRequest({ domain, baseUrl: auth0.url, retry });

    const error = await requestToken(withSecret, soon()).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ name: 'RotationError', message: expect.stringContaining('redirects') });
    expect([auth0.requests.length, elsewhere.requests.length]).toEqual([1, 0]);
  });

  it.each(['hangs', 'stalls in the body'])('tries again when Auth0 %s', async (how) => {
    let count = 0;
    const loopback = await open((_request, response) => {
      count += 1;
      if (count > 1) response.end('{"access_token":"a.b.c"}');
      else if (how !== 'hangs') response.writeHead(200).write('{"access');
    });
    const requestToken = createTokenRequest({ domain, baseUrl: loopback.url, retry, timeoutMs: 200 });

    await expect(requestToken(withSecret satisfies ClientCredentials, soon())).resolves.toMatchObject({
      accessToken: 'a.b.c',
    });
  });
});
