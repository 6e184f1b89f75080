import { describe, expect, it } from '@jest/globals';
import { toEventFacts } from '../../../functions/ledger/event-facts.ts';
import { isDigest } from '../../../functions/ledger/sighting-facts.ts';
import { decodeFact } from '../../../functions/ledger/fact-codec.ts';
import { toTag } from '../../../functions/ledger/fact-text.ts';
import { chrome, digest, factsOf, keys, settings, startMs, toEvent, toLogin } from './ledger-events.ts';

const kindsOf = (event: Parameters<typeof factsOf>[0]) => factsOf(event).map((fact) => fact?.kind);

describe('toEventFacts', () => {
  it('reads a login as beginning, agent, client and method, each with its time', () => {
    const event = toLogin(0, {
      details: { session: { cookie: { mode: 'persistent' } } },
      security_context: { ja4: 't13d1516h2_8daaf6152771_e5627efa2ab1' },
      location_info: { latitude: 59.9133, longitude: 10.739, country_code: 'NO' },
    });

    expect(factsOf(event)).toEqual([
      { kind: 'agent', agent: toTag(chrome), text: chrome },
      {
        kind: 'beginning',
        atMs: startMs,
        tag: toTag(event.logId),
        ip: '198.51.100.23',
        agent: toTag(chrome),
        tls: '138daaf615',
        place: '59.91,10.74',
        cookieMode: 'p',
        authenticatedAtMs: startMs - 200,
        initiatedAtMs: startMs - 20_000,
      },
      { kind: 'client', atMs: startMs, clientId: 'ClientA' },
      { kind: 'method', atMs: startMs - 300, name: 'pwd', type: undefined },
    ]);
  });

  it.each<[what: string, type: string, prompts: object[], kinds: string[]]>([
    ['single sign-on', 's', [], ['agent', 'use', 'client']],
    ['a step-up', 's', [{ name: 'mfa', completedAt: startMs }], ['agent', 'use', 'client', 'method']],
    [
      'a federated login',
      's',
      [{ name: 'federated-authenticate', completedAt: startMs }],
      ['agent', 'beginning', 'client', 'method'],
    ],
    [
      'a passkey login',
      's',
      [{ name: 'passkey', completedAt: startMs }],
      ['agent', 'beginning', 'client', 'method'],
    ],
    ['a consent', 's', [{ name: 'consent', completedAt: startMs }], ['agent', 'use', 'client']],
    ['a silent authentication', 'ssa', [], ['agent', 'use', 'client']],
    ['a sign-up', 'ss', [], ['agent', 'use', 'client']],
    ['cross-origin authentication', 'scoa', [{ name: 'login' }], ['agent', 'use', 'client']],
    ['a delegated login', 'sdel', [], ['agent', 'use', 'client', 'delegation']],
    ['a delegated silent authentication', 'sdelsa', [], ['agent', 'use', 'client', 'delegation']],
    ['a delegated token exchange', 'sdeleacft', [], ['delegation']],
    ['validated credentials', 'scv', [{ name: 'login', completedAt: startMs }], ['agent', 'other']],
    ['a warning', 'w', [], ['agent', 'other']],
    ['a logout', 'slo', [], ['agent', 'other', 'end']],
    ['a revocation by an Action', 'session_revoked', [], ['end']],
    ['a second factor', 'gd_auth_succeed', [], ['method', 'factor']],
    ['a recovery code', 'gd_recovery_succeed', [], ['method', 'factor']],
    ['a rejected push', 'gd_auth_rejected', [], ['factor']],
    ['a failed factor', 'gd_auth_failed', [], ['factor']],
    ['a push', 'gd_send_pn', [], ['factor']],
    ['an enrolment', 'gd_enrollment_complete', [], ['factor']],
    ['a removal', 'gd_unenroll', [], ['factor']],
    ['a refresh', 'sertft', [], ['agent', 'exchange']],
    ['a code exchange', 'seacft', [], []],
    ['a failed login', 'f', [{ name: 'login', completedAt: startMs }], []],
    ['a failed logout', 'flo', [], []],
    ['a type of a later day', 'something_new', [], []],
    ['a name of every object', 'constructor', [], []],
  ])('reads %s (%s)', (_what, type, prompts, kinds) => {
    expect(kindsOf(toEvent(type, 0, { details: { prompts } }))).toEqual(kinds);
  });

  it('names the factor where an event does', () => {
    const passed = toEvent('gd_auth_succeed', 0, { details: { authenticator: { type: 'otp' } } });

    expect(factsOf(passed)).toContainEqual({ kind: 'method', atMs: startMs, name: 'mfa', type: 'otp' });
    expect(factsOf(toEvent('gd_recovery_succeed', 0))).toContainEqual({
      kind: 'method',
      atMs: startMs,
      name: 'mfa',
      type: 'recovery-code',
    });
  });

  it('knows who acts as the user by a keyed hash alone', () => {
    const event = toEvent('sdel', 0, { details: { actor: { sub: 'auth0|support' } } });

    expect(factsOf(event)).toContainEqual({
      kind: 'delegation',
      atMs: startMs,
      actor: keys.toKey('auth0|support'),
    });
    expect(JSON.stringify(toEventFacts(event, settings))).not.toContain('support');
  });

  it.each<[what: string, request: object, response: object, subject: object | undefined]>([
    [
      'deletes a session',
      { method: 'delete', path: '/api/v2/sessions/S%2D9' },
      { statusCode: 202 },
      { session: 'S-9' },
    ],
    ['revokes a session', { method: 'POST', path: '/api/v2/sessions/S9/revoke' }, {}, { session: 'S9' }],
    [
      "deletes a user's sessions",
      { method: 'delete', path: '/api/v2/users/auth0%7Cu9/sessions' },
      { statusCode: 202 },
      { user: 'auth0|u9' },
    ],
    ['is refused', { method: 'delete', path: '/api/v2/sessions/S9' }, { statusCode: 403 }, undefined],
    ['reads a session', { method: 'get', path: '/api/v2/sessions/S9' }, { statusCode: 200 }, undefined],
    ['changes metadata', { method: 'patch', path: '/api/v2/sessions/S9' }, { statusCode: 200 }, undefined],
    [
      'has an odd path',
      { method: 'delete', path: '/api/v2/sessions/%E0%A4%A' },
      { statusCode: 202 },
      undefined,
    ],
    ['deletes a client', { method: 'delete', path: '/api/v2/clients/S9' }, { statusCode: 204 }, undefined],
  ])('reads a call of the Management API that %s', (_what, request, response, subject) => {
    const { session, user } = toEventFacts(
      toEvent('sapi', 0, { details: { session_id: undefined, request, response } }),
      settings,
    );
    const facts = user?.facts ?? session?.facts.map(decodeFact);

    expect(session && { session: session.sessionId }).toEqual(
      subject && 'session' in subject ? subject : undefined,
    );
    expect(user && { user: user.userId }).toEqual(subject && 'user' in subject ? subject : undefined);
    expect(facts).toEqual(subject && [{ kind: 'end', atMs: startMs, by: 'api' }]);
  });

  it.each<[type: string, details: object, facts: object[]]>([
    ['scp', {}, [{ kind: 'password', atMs: startMs }]],
    ['gd_auth_rejected', {}, [{ kind: 'factor', step: 'rejected' }]],
    ['my_account_authentication_method_succeeded', { operation: 'create' }, [{ step: 'enrolled' }]],
    ['my_account_authentication_method_succeeded', { request: { method: 'DELETE' } }, [{ step: 'removed' }]],
    ['my_account_authentication_method_succeeded', { request: { method: 'GET' } }, []],
    ['s', {}, []],
  ])('keeps for the user what %s %j says', (type, details, facts) => {
    const { user } = toEventFacts(toEvent(type, 0, { details }), settings);

    expect(user?.facts ?? []).toMatchObject(facts);
  });

  it('keeps steps of a factor for the user also where the event names no session', () => {
    const { session, user } = toEventFacts(
      toEvent('gd_send_pn', 0, { details: { session_id: undefined } }),
      settings,
    );

    expect(session).toBeUndefined();
    expect(user?.facts).toHaveLength(1);
  });

  it('takes nothing from an event that does not say when it was', () => {
    expect(toEventFacts(toEvent('slo', 0, { date: 'yesterday' }), settings).session).toBeUndefined();
  });

  it('takes the time inside the log_id where there is no date', () => {
    const event = toEvent('slo', 0, { date: undefined }, `90020260302111504873${'0'.repeat(36)}`);

    expect(factsOf(event)).toContainEqual({ kind: 'end', atMs: startMs, by: 'logout' });
  });

  it.each<[what: string, data: object]>([
    ['addresses that are none', { ip: 'fe80::1%eth0' }],
    ['masked agents', { user_agent: '*****' }],
    [
      'fields of other types',
      { ip: 7, user_agent: [], security_context: 'x', location_info: { latitude: '1' } },
    ],
    ['places off the globe', { location_info: { latitude: 91, longitude: 0 } }],
  ])('takes no notice of %s', (_what, data) => {
    const [sighting] = factsOf(toEvent('ssa', 0, { client_id: null, ...data })).filter(
      (fact) => fact?.kind === 'use',
    );

    expect(sighting).toMatchObject({ kind: 'use', tls: undefined, place: undefined });
  });

  it('stores what a privacy rule leaves, and no more', () => {
    const rules: Record<string, string> = { ip: '198.51.100.0', client_id: 'hash:c', user_agent: '' };
    const disguise = (field: string) => rules[field];
    const event = toLogin(0, { location_info: { latitude: 1, longitude: 2 } });
    const texts = toEventFacts(event, { ...settings, disguise }).session?.facts.join('\n') ?? '';

    expect(texts).toContain('198.51.100.0');
    expect(texts).toContain('hash:c');
    for (const secret of ['198.51.100.23', 'ClientA', 'Chrome', '1,2']) expect(texts).not.toContain(secret);
  });

  it('bounds what strangers may write', () => {
    const long = '€|%'.repeat(1_000);
    const event = toLogin(0, {
      user_agent: long,
      client_id: long,
      details: { session: { cookie: { mode: long } } },
    });
    const sizes = (toEventFacts(event, settings).session?.facts ?? []).map((text) => Buffer.byteLength(text));

    expect(Math.max(...sizes)).toBeLessThan(300);
    expect(toEventFacts({ ...event, sessionId: 'x'.repeat(257) }, settings).session).toBeUndefined();
  });

  it('gives the same facts for the same event', () => {
    const event = toLogin(0);

    expect(toEventFacts(event, settings)).toEqual(toEventFacts(structuredClone(event), settings));
  });
});

describe('isDigest', () => {
  it.each<[userAgent: string, expected: boolean]>([
    [digest, true],
    ['Other 0.0.0 / Other 0.0.0', true],
    ['Mobile Safari UI/WKWebView 26.0.0 / iOS 26.0.0', true],
    [chrome, false],
    ['curl/8.7.1', false],
    ['Chrome 145.0.0 / Windows 10 / x 1', false],
  ])('%s: %s', (userAgent, expected) => {
    expect(isDigest(userAgent)).toBe(expected);
  });
});
