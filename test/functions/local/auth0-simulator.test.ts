import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SessionsClient } from 'auth0/sessions';
import type { Fault } from '../../../functions/local/auth0/fault.ts';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { type LoopbackServer, listen } from '../../../functions/local/listen.ts';

const session = { id: 'S1', user_id: 'auth0|1' };
const domain = 'example-tenant.eu.auth0.com';
const audience = `https://${domain}/api/v2/`;
const startMs = Date.UTC(2026, 8, 14, 8);

function createTenant(options: Parameters<typeof createAuth0Simulator>[0] = {}) {
  let nowMs = startMs;
  const simulator = createAuth0Simulator({ sessions: [session], now: () => nowMs, ...options });
  const authorization = `Bearer ${simulator.issueToken({ scopes: ['read:sessions', 'read:logs'] })}`;
  return {
    simulator,
    authorization,
    pass: (ms: number) => {
      nowMs += ms;
    },
    get: (path: string, headers: Record<string, string> = { authorization }) =>
      simulator.app.request(path, { headers }),
  };
}

describe('createAuth0Simulator: sessions', () => {
  it('gives a session with the headers of the tenant-wide limit', async () => {
    const { get } = createTenant();

    const response = await get('/api/v2/sessions/S1');

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(session);
    expect(response.headers.get('x-ratelimit-limit')).toBe('50');
    expect(response.headers.get('x-ratelimit-remaining')).toBe('49');
    expect(response.headers.get('x-ratelimit-reset')).toBe(String(startMs / 1_000 + 1));
  });

  it('answers 404 once a session is revoked', async () => {
    const { get, simulator } = createTenant();

    simulator.revokeSession('S1');

    const response = await get('/api/v2/sessions/S1');
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      statusCode: 404,
      error: 'Not Found',
      message: 'The session does not exist.',
    });
  });

  it.each<[what: string, header: Record<string, string>, status: number, message: string]>([
    ['no token', {}, 401, 'Missing authentication'],
    ['an odd header', { authorization: 'token' }, 400, 'Bad HTTP authentication header format'],
    ['an unknown token', { authorization: 'Bearer made-up' }, 401, 'Invalid token'],
  ])('refuses %s', async (_what, headers, status, message) => {
    const { get } = createTenant();

    const response = await get('/api/v2/sessions/S1', headers);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ statusCode: status, message });
  });

  it('refuses a token without the scope, an expired and a forgotten one', async () => {
    const { get, simulator, authorization, pass } = createTenant();
    const logsOnly = { authorization: `Bearer ${simulator.issueToken({ scopes: ['read:logs'] })}` };
    const shortLived = { authorization: `Bearer ${simulator.issueToken({ lifetimeSeconds: 5 })}` };

    const withoutScope = await get('/api/v2/sessions/S1', logsOnly);
    pass(5_000);
    const expired = await get('/api/v2/sessions/S1', shortLived);
    simulator.expireTokens();
    const expiredByHand = await get('/api/v2/sessions/S1', { authorization });
    simulator.forgetTokens();
    const forgotten = await get('/api/v2/sessions/S1', { authorization });

    expect(withoutScope.status).toBe(403);
    expect(await withoutScope.json()).toMatchObject({
      message: 'Insufficient scope, expected any of: read:sessions',
      errorCode: 'insufficient_scope',
    });
    const message = 'Expired token received for JSON Web Token validation';
    expect(await expired.json()).toMatchObject({ statusCode: 401, message, attributes: { error: message } });
    expect(await expiredByHand.json()).toMatchObject({ statusCode: 401, message });
    expect(await forgotten.json()).toMatchObject({ statusCode: 401, message: 'Invalid token' });
  });

  it('answers 429 when the bucket is empty, for all callers alike, and recovers at the next window', async () => {
    const { get, simulator, pass } = createTenant({ rateLimit: { burst: 3, ratePerSecond: 2 } });
    simulator.drain(2);

    const statuses = [await get('/api/v2/sessions/S1'), await get('/api/v2/sessions/none')].map(
      (r) => r.status,
    );
    const refused = await get('/api/v2/logs');
    pass(1_000);
    const recovered = await get('/api/v2/sessions/S1');

    expect(statuses).toEqual([200, 429]);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(await refused.json()).toEqual({
      statusCode: 429,
      error: 'Too Many Requests',
      message: 'Global limit has been reached',
      errorCode: 'too_many_requests',
    });
    expect(recovered.status).toBe(200);
    expect(recovered.headers.get('x-ratelimit-remaining')).toBe('1');
  });

  it('answers the official client', async () => {
    const { simulator } = createTenant();
    const server = await listen(simulator.app);
    const client = new SessionsClient({ baseUrl: `${server.url}/api/v2`, token: simulator.issueToken() });

    const found = await client.get('S1');
    const gone = client.get('none', { maxRetries: 0 });

    expect(found).toMatchObject(session);
    await expect(gone).rejects.toMatchObject({ statusCode: 404 });
    await server.close();
  });
});

describe('createAuth0Simulator: tokens', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const clients = [
    { clientId: 'C1', clientSecret: 'secret-1', scopes: ['read:sessions'] },
    {
      clientId: 'C2',
      publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      scopes: ['read:sessions', 'read:logs'],
    },
  ];

  function assert(claims: object = {}, alg = 'RS256'): string {
    const seconds = startMs / 1_000;
    const body = [
      { alg, typ: 'JWT' },
      {
        iss: 'C2',
        sub: 'C2',
        aud: `https://${domain}/`,
        jti: randomUUID(),
        iat: seconds,
        exp: seconds + 60,
        ...claims,
      },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`;
  }

  function ask(
    app: ReturnType<typeof createAuth0Simulator>['app'],
    fields: Record<string, string>,
    json = false,
  ) {
    const all = { grant_type: 'client_credentials', audience, ...fields };
    const body = json ? JSON.stringify(all) : new URLSearchParams(all);
    const headers: Record<string, string> = json ? { 'content-type': 'application/json' } : {};
    return app.request('/oauth/token', { method: 'POST', body, headers });
  }

  it.each([[false], [true]])('gives a token that works for a client secret (as JSON: %s)', async (json) => {
    const { simulator, get } = createTenant({ clients });

    const response = await ask(simulator.app, { client_id: 'C1', client_secret: 'secret-1' }, json);

    const body = (await response.json()) as { access_token: string };
    expect(body).toMatchObject({ scope: 'read:sessions', expires_in: 86_400, token_type: 'Bearer' });
    const claims: unknown = JSON.parse(
      Buffer.from(body.access_token.split('.')[1] ?? '', 'base64url').toString(),
    );
    expect(claims).toMatchObject({ aud: audience, exp: startMs / 1_000 + 86_400, scope: 'read:sessions' });
    const answer = await get('/api/v2/sessions/S1', { authorization: `Bearer ${body.access_token}` });
    expect(answer.status).toBe(200);
  });

  it('gives a token for a signed assertion, once', async () => {
    const { simulator } = createTenant({ clients });
    const fields = {
      client_id: 'C2',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assert(),
      scope: 'read:sessions',
    };

    const first = await ask(simulator.app, fields);
    const again = await ask(simulator.app, fields);

    expect(await first.json()).toMatchObject({ scope: 'read:sessions' });
    expect(again.status).toBe(401);
  });

  it.each<[what: string, fields: () => Record<string, string>, status: number, error: string]>([
    ['a wrong secret', () => ({ client_id: 'C1', client_secret: 'wrong' }), 401, 'invalid_client'],
    ['an unknown client', () => ({ client_id: 'C9', client_secret: 'x' }), 401, 'invalid_client'],
    ['another grant', () => ({ grant_type: 'password' }), 400, 'unsupported_grant_type'],
    [
      'an audience without a grant',
      () => ({ client_id: 'C1', client_secret: 'secret-1', audience: 'https://api.example.com' }),
      403,
      'access_denied',
    ],
    [
      'a scope without a grant',
      () => ({ client_id: 'C1', client_secret: 'secret-1', scope: 'read:logs' }),
      403,
      'access_denied',
    ],
    ...(
      [
        ['an assertion for another audience', { aud: 'https://other.example.com/' }],
        ['an expired assertion', { exp: startMs / 1_000 - 60 }],
        ['an assertion that lives too long', { exp: startMs / 1_000 + 3_600 }],
        ["another client's assertion", { iss: 'C1' }],
      ] as const
    ).map(([what, claims]): [string, () => Record<string, string>, number, string] => [
      what,
      () => ({
        client_id: 'C2',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assert(claims),
      }),
      401,
      'invalid_client',
    ]),
  ])('refuses %s', async (_what, fields, status, error) => {
    const { simulator } = createTenant({ clients });

    const response = await ask(simulator.app, fields());

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error });
  });
});

describe('createAuth0Simulator: logs', () => {
  const toLogId = (index: number) => `90020260914080000000${String(index).padStart(36, '0')}`;
  const events = Array.from({ length: 5 }, (_, index) => ({
    log_id: toLogId(index + 1),
    type: 's',
    scope: ['openid', 'profile'],
    user_agent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0',
  }));

  it('pages by checkpoint along the Link header until an empty page repeats its own address', async () => {
    const { simulator, get } = createTenant();
    simulator.addLogs(events.toReversed());
    simulator.addLogs(events);
    const ids: string[] = [];
    const urls = [`/api/v2/logs?from=${'900202609140800'.padEnd(56, '0')}&take=2`];

    for (const url of urls) {
      const response = await get(url);
      const logs = (await response.json()) as { log_id: string }[];
      ids.push(...logs.map((log) => log.log_id));
      const next = /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1] ?? '';
      urls.push(next);
      if (logs.length === 0) break;
    }

    expect(ids).toEqual(events.map((event) => event.log_id));
    expect(urls).toHaveLength(5);
    expect(urls.at(-1)).toBe(urls.at(-2));
  });

  it('gives events the form of the pull API', async () => {
    const { simulator, get } = createTenant();
    simulator.addLogs(events);

    const logs = await (await get('/api/v2/logs?from=900&take=1')).json();

    expect(logs).toEqual([
      {
        log_id: toLogId(1),
        _id: toLogId(1),
        type: 's',
        scope: 'openid profile',
        user_agent: 'Chrome 141.0.0 / Windows 10.0.0',
        isMobile: false,
      },
    ]);
  });

  it('refuses a take above 100', async () => {
    const { get } = createTenant();

    expect((await get('/api/v2/logs?take=101')).status).toBe(400);
  });
});

describe('createAuth0Simulator: faults', () => {
  async function withServer(
    run: (tenant: ReturnType<typeof createTenant>, server: LoopbackServer) => Promise<void>,
  ) {
    const tenant = createTenant();
    const server = await listen(tenant.simulator.app);
    try {
      await run(tenant, server);
    } finally {
      await server.close();
    }
  }
  const ask = (server: LoopbackServer, authorization: string, init: RequestInit = {}) =>
    fetch(`${server.url}/api/v2/sessions/S1`, { ...init, headers: { authorization } });

  it('acts as often as it is told to, on its own route only', async () => {
    const { simulator, get } = createTenant();
    simulator.inject({ kind: 'status', status: 503 }, { times: 1 });

    const statuses = [
      await get('/api/v2/logs'),
      await get('/api/v2/sessions/S1'),
      await get('/api/v2/sessions/S1'),
    ];

    expect(statuses.map((response) => response.status)).toEqual([200, 503, 200]);
    expect(simulator.counts.sessions).toEqual(
      new Map([
        [503, 1],
        [200, 1],
      ]),
    );
  });

  it('sends a 429 with or without headers', async () => {
    const { simulator, get } = createTenant();
    const turnOff = simulator.inject({ kind: 'status', status: 429 });
    const usual = await get('/api/v2/sessions/S1');
    turnOff();
    simulator.inject({ kind: 'status', status: 429, headers: 'none' });
    const bare = await get('/api/v2/sessions/S1');

    expect(usual.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(bare.status).toBe(429);
    expect(bare.headers.get('x-ratelimit-reset')).toBeNull();
  });

  it.each<[fault: Fault, status: number, body: RegExp]>([
    [{ kind: 'html' }, 502, /^<html>/],
    [{ kind: 'empty' }, 200, /^$/],
    [{ kind: 'wrong_type' }, 200, /^\[\[/],
    [{ kind: 'wrong_session' }, 200, /^{"id":"anotherSession0+","user_id":"auth0\|1"}$/],
    [{ kind: 'plan' }, 403, /insufficient_entitlement/],
    [{ kind: 'truncated_json' }, 200, /^{"id":"S1","use$/],
    [{ kind: 'huge_body', bytes: 1_000_000 }, 200, /^{"id":"x{1000000,}"}$/],
    [{ kind: 'slow_body', ms: 20 }, 200, /^{"id":"S1".*}$/],
    [{ kind: 'slow_headers', ms: 20 }, 200, /^{"id":"S1".*}$/],
  ])('answers over a socket with %j', async (fault, status, body) => {
    await withServer(async ({ simulator, authorization }, server) => {
      simulator.inject(fault);

      const response = await ask(server, authorization);

      expect(response.status).toBe(status);
      expect(await response.text()).toMatch(body);
    });
  });

  it('cuts the connection before the headers and in the body', async () => {
    await withServer(async ({ simulator, authorization }, server) => {
      simulator.inject({ kind: 'reset' }, { times: 1 });
      await expect(ask(server, authorization)).rejects.toThrow('fetch failed');

      simulator.inject({ kind: 'reset_body' }, { times: 1 });
      const response = await ask(server, authorization);
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow('terminated');

      expect((await ask(server, authorization)).status).toBe(200);
      expect(simulator.counts.sessions.get(0)).toBe(2);
    });
  });

  it('redirects', async () => {
    await withServer(async ({ simulator, authorization }, server) => {
      simulator.inject({ kind: 'redirect', location: 'https://other.example.com/' });

      const response = await ask(server, authorization, { redirect: 'manual' });

      expect(response.status).toBe(302);
      expect(response.headers.get('location')).toBe('https://other.example.com/');
    });
  });

  it('stops waiting when the caller goes', async () => {
    await withServer(async ({ simulator, authorization }, server) => {
      simulator.inject({ kind: 'slow_headers', ms: 20_000 });

      await expect(ask(server, authorization, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
        name: 'TimeoutError',
      });
    });
  });
});
