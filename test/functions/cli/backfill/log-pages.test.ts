import { describe, expect, it } from '@jest/globals';
import { createLogPages } from '../../../../functions/cli/backfill/log-pages.ts';

const event = '[{"_id":"L1","type":"s"}]';

function createReader(answers: readonly ((request: Request) => Response | Promise<never>)[]) {
  const requests: Request[] = [];
  const waits: number[] = [];
  const reasons: string[] = [];
  let nowMs = 1_000_000;
  let reloads = 0;
  const readPage = createLogPages({
    baseUrl: 'https://acme.eu.auth0.com',
    token: {
      read: async () => `token-${reloads}`,
      reload: async () => `token-${(reloads += 1)}`,
    },
    requestsPerSecond: 1_000_000,
    onWait: ({ reason }) => reasons.push(reason),
    now: () => nowMs,
    sleep: async (ms) => {
      waits.push(ms);
      nowMs += ms;
    },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      requests.push(request);
      return (answers[requests.length - 1] ?? (() => Response.json([])))(request);
    },
  });
  return { readPage, requests, waits, reasons };
}

const page =
  (headers: Record<string, string> = {}) =>
  () =>
    new Response(event, { headers });
const refusing =
  (status: number, headers: Record<string, string> = {}) =>
  () =>
    new Response(null, { status, headers });

describe('createLogPages', () => {
  it('asks by checkpoint and takes the next place from the link', async () => {
    const { readPage, requests } = createReader([
      page({ link: '<https://acme.eu.auth0.com/api/v2/logs?from=L1&take=100>; rel="next"' }),
    ]);

    expect(await readPage('L0')).toEqual({ body: event, next: 'L1' });
    expect(requests[0]?.url).toBe('https://acme.eu.auth0.com/api/v2/logs?from=L0&take=100');
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer token-0');
    expect(requests[0]?.redirect).toBe('error');
  });

  it.each([
    ['log_id', [{ _id: 'L1' }, { log_id: 'L2', _id: 'other' }], 'L2'],
    ['_id', [{ log_id: 'L1' }, { _id: 'L2' }], 'L2'],
    ['nothing, for nothing new came', [], 'L0'],
  ])('takes the next place from %s of the last event where there is no link', async (_what, events, next) => {
    const { readPage } = createReader([() => Response.json(events)]);

    expect((await readPage('L0')).next).toBe(next);
  });

  it('fails where nothing says how to go on', async () => {
    const { readPage, requests } = createReader([() => Response.json([{ type: 's' }])]);

    await expect(readPage('L0')).rejects.toThrow(/does not say where the next page begins/);
    expect(requests).toHaveLength(1);
  });

  it('stays with its own host, whatever a link says', async () => {
    const { readPage, requests } = createReader([
      page({ link: '<https://elsewhere.example.com/api/v2/logs?from=L1>; rel="next"' }),
    ]);

    const { next } = await readPage('L0');
    await readPage(next);

    expect(requests.map(({ url }) => new URL(url).host)).toEqual(['acme.eu.auth0.com', 'acme.eu.auth0.com']);
  });

  it('waits as long as a 429 says', async () => {
    const { readPage, waits } = createReader([refusing(429, { 'retry-after': '7' }), page()]);

    await readPage('L0');

    expect(waits.filter((ms) => ms > 1)).toEqual([7_000]);
  });

  it('reads the token again once after a 401', async () => {
    const { readPage, requests } = createReader([refusing(401), page()]);

    await readPage('L0');

    expect(requests.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer token-0',
      'Bearer token-1',
    ]);
  });

  it.each<[what: string, answer: () => Response | Promise<never>, reason: string]>([
    ['no connection', () => Promise.reject(new TypeError('fetch failed')), 'no answer (unknown)'],
    [
      'a host that is not there',
      () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ENOTFOUND' } })),
      'no answer (ENOTFOUND)',
    ],
    ['a 503', refusing(503), 'HTTP status 503'],
    ['a body that is no array', () => Response.json({ logs: [] }), 'an answer that is no list of events'],
    ['a body that stops half-way', () => new Response('[{"_id":'), 'an answer that is no list of events'],
  ])('repeats after %s, says so, and gives up in the end', async (_what, answer, reason) => {
    const passing = createReader([answer, page()]);
    const lasting = createReader(Array.from({ length: 20 }, () => answer));

    expect((await passing.readPage('L0')).body).toBe(event);
    expect(passing.reasons).toEqual([reason]);
    await expect(lasting.readPage('L0')).rejects.toMatchObject({
      message: expect.stringMatching(/^Auth0 gives no log events: /),
      fix: expect.stringMatching(/; then run the same command again, which goes on from here$/),
    });
    expect(lasting.requests).toHaveLength(7);
  });

  it.each([
    [400, 'refused the query'],
    [403, 'needs the permission read:logs'],
  ])('does not repeat after a %i', async (status, message) => {
    const { readPage, requests } = createReader([refusing(status)]);

    await expect(readPage('L0')).rejects.toThrow(message);
    expect(requests).toHaveLength(1);
  });
});
