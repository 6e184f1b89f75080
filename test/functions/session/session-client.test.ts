import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSessionClient } from '../../../functions/session/session-client.ts';
import type { SessionAnswer } from '../../../functions/session/session-client.ts';
import { startLoopbackAuth0 } from './loopback-auth0.ts';
import type { LoopbackAuth0 } from './loopback-auth0.ts';

const session = { id: 'S1', user_id: 'auth0|1', device: { initial_ip: null }, later_field: [1] };

let running: LoopbackAuth0[] = [];
async function start(answer: (response: ServerResponse, url: string) => void): Promise<LoopbackAuth0> {
  const auth0 = await startLoopbackAuth0((request, response) => answer(response, request.url ?? ''));
  running.push(auth0);
  return auth0;
}
afterEach(async () => {
  await Promise.all(running.map((auth0) => auth0.close()));
  running = [];
});

function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

describe('createSessionClient', () => {
  it.each<[when: string, answer: (response: ServerResponse) => void, outcome: SessionAnswer]>([
    ['Auth0 has the session', (r) => json(r, 200, session), { status: 'found', session }],
    [
      'the session names no ID, but is one',
      (r) => json(r, 200, { id: null, user_id: 'auth0|1' }),
      { status: 'found', session: { id: null, user_id: 'auth0|1' } },
    ],
    [
      'fields have other types than described',
      (r) => json(r, 200, { id: 'S1', device: 'phone', clients: 7, created_at: { at: 1 } }),
      { status: 'found', session: { id: 'S1', device: 'phone', clients: 7, created_at: { at: 1 } } as never },
    ],
    [
      'it is another session',
      (r) => json(r, 200, { ...session, id: 'S2' }),
      { status: 'invalid_response', reason: 'not_the_session' },
    ],
    [
      'a proxy answers with other JSON',
      (r) => json(r, 200, { status: 'ok' }),
      { status: 'invalid_response', reason: 'not_the_session' },
    ],
    ['an array', (r) => json(r, 200, [session]), { status: 'invalid_response', reason: 'not_the_session' }],
    [
      'a page of HTML',
      (r) => r.end('<html>welcome</html>'),
      { status: 'invalid_response', reason: 'not_the_session' },
    ],
    ['an empty body', (r) => json(r, 200, ''), { status: 'invalid_response', reason: 'not_the_session' }],
    [
      'cut JSON',
      (r) => json(r, 200, '{"id":"S1"'),
      { status: 'invalid_response', reason: 'not_the_session' },
    ],
    [
      'a session nested so deep that nobody could write it down again',
      (r) => json(r, 200, `{"id":"S1","session_metadata":${'['.repeat(20_000)}${']'.repeat(20_000)}}`),
      { status: 'invalid_response', reason: 'not_the_session' },
    ],
    [
      'numbers that JavaScript would round',
      (r) =>
        json(r, 200, '{"id":"S1","session_metadata":{"account":12345678901234567,"most":1e400,"plain":7}}'),
      {
        status: 'found',
        session: { id: 'S1', session_metadata: { account: '12345678901234567', most: '1e400', plain: 7 } },
      },
    ],
    ['no content', (r) => r.writeHead(204).end(), { status: 'invalid_response', reason: 'not_the_session' }],
    ['the session has ended', (r) => json(r, 404, { statusCode: 404 }), { status: 'not_found' }],
    ['the token is refused', (r) => json(r, 401, { statusCode: 401 }), { status: 'unauthorized' }],
    [
      'the scope is missing',
      (r) => json(r, 403, { errorCode: 'insufficient_scope' }),
      { status: 'forbidden', reason: 'insufficient_scope' },
    ],
    ['something is forbidden', (r) => json(r, 403, 'no'), { status: 'forbidden' }],
    ['a malformed ID', (r) => json(r, 400, {}), { status: 'invalid_response', reason: 'http_400' }],
    ['408', (r) => json(r, 408, {}), { status: 'unavailable', reason: 'http_408' }],
    ['503 without a body', (r) => r.writeHead(503).end(), { status: 'unavailable', reason: 'http_503' }],
    [
      '502 with HTML that says it is JSON',
      (r) => json(r, 502, '<html>bad gateway</html>'),
      { status: 'unavailable', reason: 'http_502' },
    ],
    [
      'the connection is reset',
      (r) => r.socket?.resetAndDestroy(),
      { status: 'unavailable', reason: 'econnreset' },
    ],
    [
      'the body is larger than allowed and says so',
      (r) => {
        r.writeHead(200, { 'content-length': String(50_000_000) });
        r.write('x');
      },
      { status: 'invalid_response', reason: 'body_too_large' },
    ],
  ])('gives an answer instead of throwing: %s', async (_when, answer, outcome) => {
    const auth0 = await start(answer);
    const ask = createSessionClient({ baseUrl: auth0.baseUrl });

    await expect(ask('S1', 'token', 2_000)).resolves.toEqual(outcome);
    expect(auth0.requests).toHaveLength(1);
  });

  it('asks for exactly the session, with the token it is given', async () => {
    const auth0 = await start((response) => json(response, 404, {}));
    const ask = createSessionClient({ baseUrl: auth0.baseUrl });

    await ask('-a_b|c', 'first', 2_000);
    await ask('-a_b|c', 'second', 2_000);

    expect(auth0.requests).toEqual([
      { url: '/api/v2/sessions/-a_b%7Cc', authorization: 'Bearer first' },
      { url: '/api/v2/sessions/-a_b%7Cc', authorization: 'Bearer second' },
    ]);
  });

  it('keeps connections alive', async () => {
    const auth0 = await start((response) => json(response, 404, {}));
    const ask = createSessionClient({ baseUrl: auth0.baseUrl });

    for (let count = 0; count < 10; count++) await ask('S1', 'token', 2_000);

    // Now and then one is still on its way back to the pool when the next request leaves.
    expect(auth0.connections()).toBeLessThanOrEqual(2);
  });

  it.each([301, 302, 307, 308])('does not follow a redirect (%i) with the token', async (status) => {
    const elsewhere = await start((response) => json(response, 200, session));
    const auth0 = await start((response) => {
      response.writeHead(status, { location: `${elsewhere.baseUrl}/api/v2/sessions/S1` }).end();
    });
    const ask = createSessionClient({ baseUrl: auth0.baseUrl });

    await expect(ask('S1', 'token', 2_000)).resolves.toEqual({
      status: 'invalid_response',
      reason: 'redirect',
    });
    expect(elsewhere.requests).toEqual([]);
  });

  it('stops reading a body without end', async () => {
    let written = 0;
    const auth0 = await start((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(65_536, 'x');
      const push = () => {
        while (!response.destroyed && written < 50_000_000) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', push);
        }
      };
      push();
    });
    const ask = createSessionClient({ baseUrl: auth0.baseUrl, maxBodyBytes: 200_000 });

    await expect(ask('S1', 'token', 5_000)).resolves.toEqual({
      status: 'invalid_response',
      reason: 'body_too_large',
    });
    expect(written).toBeLessThan(20_000_000);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['headers never come', () => undefined],
    [
      'the body stalls',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"id":');
      },
    ],
    [
      "an error's body stalls",
      (response) => {
        response.writeHead(500, { 'content-type': 'application/json' });
        response.write('{"id":');
      },
    ],
  ])('gives up after the timeout when %s', async (_when, answer) => {
    const auth0 = await start(answer);
    const ask = createSessionClient({ baseUrl: auth0.baseUrl });
    // Beside a call that has far more time, so that no clock is asked.
    const patient = ask('S2', 'token', 20_000).then(() => 'the call with more time ended first');

    await expect(Promise.race([ask('S1', 'token', 150), patient])).resolves.toEqual({ status: 'timeout' });
  });

  it('tells a connection that breaks off in the body from an answer', async () => {
    const auth0 = await start((response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"id":', () => response.socket?.destroy());
    });
    const ask = createSessionClient({ baseUrl: auth0.baseUrl });

    await expect(ask('S1', 'token', 2_000)).resolves.toMatchObject({ status: 'unavailable' });
  });

  it('has all of a body in several pieces', async () => {
    const auth0 = await start((response) => {
      const body = JSON.stringify({ ...session, user_id: 'auth0|é' });
      const half = Buffer.from(body).subarray(0, Buffer.from(body).indexOf(0xc3) + 1);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(half);
      setTimeout(() => response.end(Buffer.from(body).subarray(half.length)), 20);
    });
    const ask = createSessionClient({ baseUrl: auth0.baseUrl });

    await expect(ask('S1', 'token', 2_000)).resolves.toMatchObject({
      status: 'found',
      session: { user_id: 'auth0|é' },
    });
  });

  it('says why there is no connection', async () => {
    const auth0 = await start(() => undefined);
    await auth0.close();
    const ask = createSessionClient({ baseUrl: auth0.baseUrl });

    await expect(ask('S1', 'token', 2_000)).resolves.toEqual({
      status: 'unavailable',
      reason: 'econnrefused',
    });
  });

  it.each<[code: unknown, reason: string]>([
    ['ECONNRESET', 'econnreset'],
    ['connect canary.example.com', 'no_answer'],
    ['E canary', 'no_answer'],
    ['canary', 'no_answer'],
    ['CANARY\n', 'no_answer'],
    [`E${'X'.repeat(61)}`, 'no_answer'],
    [7, 'no_answer'],
  ])('gives no code as the reason but one of the system (%j)', async (code, reason) => {
    const failing = (error: Error) =>
      createSessionClient({ baseUrl: 'http://127.0.0.1:9', get: () => Promise.reject(error) });
    const error = Object.assign(new Error('failed'), { code });

    await expect(failing(error)('S1', 'token', 2_000)).resolves.toEqual({ status: 'unavailable', reason });

    const wrapped = new TypeError('fetch failed', { cause: error });
    await expect(failing(wrapped)('S1', 'token', 2_000)).resolves.toEqual({ status: 'unavailable', reason });
  });

  it.each([200, 404, 429, 500])('reads the rate limit from an answer with status %i', async (status) => {
    const resetAt = Math.floor(Date.now() / 1_000) + 30;
    const headers = {
      'x-ratelimit-limit': '50',
      'x-ratelimit-remaining': '7',
      'x-ratelimit-reset': String(resetAt),
    };
    const auth0 = await start((response) => json(response, status, session, headers));
    const ask = createSessionClient({ baseUrl: auth0.baseUrl });

    const { rateLimit } = await ask('S1', 'token', 2_000);

    expect(rateLimit).toMatchObject({ limit: 50, remaining: 7 });
    expect(Math.abs((rateLimit?.resetAtMs ?? 0) - resetAt * 1_000)).toBeLessThan(2_000);
  });

  it.each(['', 'two\nlines', 'tokén', 'a b'])(
    'does not send a token that is no header value (%j)',
    async (token) => {
      const auth0 = await start((response) => json(response, 200, session));
      const ask = createSessionClient({ baseUrl: auth0.baseUrl });

      await expect(ask('S1', token, 2_000)).resolves.toEqual({
        status: 'unauthorized',
        reason: 'token_malformed',
      });
      expect(auth0.requests).toEqual([]);
    },
  );

  it('leaves no timer behind that would keep a finished process alive', async () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const ask = createSessionClient({
      baseUrl: 'http://127.0.0.1:9',
      get: async () => {
        throw new TypeError('failed');
      },
    });

    await expect(ask('S1', 'token', 60_000)).resolves.toEqual({ status: 'unavailable', reason: 'no_answer' });

    const after = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    expect(after).toBeLessThanOrEqual(before);
  });
});
