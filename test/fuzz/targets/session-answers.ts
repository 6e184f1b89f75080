import fc from 'fast-check';
import { parseRateLimit } from '../../../functions/session/rate-limit.ts';
import { createSessionClient } from '../../../functions/session/session-client.ts';
import { isUsableSessionId } from '../../../functions/session/session-id.ts';
import { anyJson, anyText, defineTarget, hold } from '../target.ts';

const statuses = [
  'found',
  'not_found',
  'unauthorized',
  'forbidden',
  'rate_limited',
  'timeout',
  'unavailable',
  'invalid_response',
];
const origin = 'https://acme.eu.auth0.com';
const token = 'fuzz-token';

let answer: { status: number; body: string; headers: Headers };
let asked: { url: string; authorization: string | null } | undefined;

const ask = createSessionClient({
  baseUrl: origin,
  get: async (url, { authorization = null }) => {
    asked = { url, authorization };
    const { status, headers, body } = answer;
    return { status, headers, text: body };
  },
});

const header = fc.constantFrom(
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'retry-after',
  'content-type',
);
const headerValue = fc.oneof(
  fc.integer().map(String),
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, '')),
);

/** Whatever stands behind Auth0's name answers. */
export const sessionAnswers = defineTarget({
  name: 'session answers',
  share: 80,
  arbitrary: fc.record({
    status: fc.oneof(
      fc.constantFrom(200, 401, 403, 404, 408, 429, 500, 503),
      fc.integer({ min: 200, max: 599 }),
    ),
    body: fc.oneof(
      anyJson.map((value) => JSON.stringify(value) ?? ''),
      anyText,
      fc.constant('{"id":"S1"}'),
    ),
    headers: fc.array(fc.tuple(header, headerValue), { maxLength: 4 }),
  }),
  async check({ status, body, headers }) {
    answer = { status, body, headers: new Headers(headers) };
    const { status: outcome, session, reason } = await ask('S1', token, 1_000);
    hold(statuses.includes(outcome), 'the outcome is one of a closed list');
    hold((session !== undefined) === (outcome === 'found'), 'a session is there exactly when it was found');
    hold(session === undefined || session.id === 'S1', 'the session is the one that was asked for');
    hold(reason === undefined || /^[a-z0-9_]{1,64}$/.test(reason), 'a reason is a code');
    const { remaining, resetAtMs, retryAtMs } = parseRateLimit(answer.headers, 1.7e12) ?? {};
    for (const value of [remaining, resetAtMs, retryAtMs])
      hold(value === undefined || Number.isFinite(value), 'a rate limit is finite');
  },
});

/** Session IDs are text that strangers choose; the request that carries our token must not care. */
export const sessionIds = defineTarget({
  name: 'session IDs',
  share: 120,
  arbitrary: fc.oneof(
    anyText,
    fc
      .array(
        fc.constantFrom(
          '..',
          '/',
          '\\',
          '%2f',
          '?',
          '#',
          '@',
          ':',
          ';',
          '.',
          '\r\n',
          ' ',
          'a',
          '\u202e',
          'é',
          '//evil.example',
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join('')),
    fc.stringMatching(/^[A-Za-z0-9._~!$&'()*+,;=:@|-]{1,40}$/),
  ),
  async check(sessionId) {
    if (!isUsableSessionId(sessionId)) return;
    answer = { status: 404, body: '{}', headers: new Headers() };
    asked = undefined;
    await ask(sessionId, token, 1_000);
    const { url, authorization } = asked ?? { url: '', authorization: null };
    const { origin: askedOrigin, pathname, search, hash, username } = new URL(url);
    hold(askedOrigin === origin && username === '', 'the host is the tenant');
    hold(search === '' && hash === '', 'there is no query');
    const [, api, v2, sessions, segment, ...rest] = pathname.split('/');
    hold(
      `${api}/${v2}/${sessions}` === 'api/v2/sessions' && rest.length === 0,
      'the path is that of a session',
    );
    hold(decodeURIComponent(segment ?? '') === sessionId, 'the session is the one that was asked for');
    hold(authorization === `Bearer ${token}`, 'the token is ours');
  },
});
