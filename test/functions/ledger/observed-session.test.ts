import { describe, expect, it } from '@jest/globals';
import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import { toObservedSession } from '../../../functions/ledger/observed-session.ts';
import { toSessionView, viewAt } from '../../../functions/ledger/session-view.ts';
import { chrome, digest, firefox, keys, startMs, textsOf, toEvent, toLogin } from './ledger-events.ts';

const observe = (atMs: number, ...events: readonly LogEvent[]) =>
  toObservedSession(viewAt(toSessionView(textsOf(...events)), startMs + atMs));
const iso = (afterMs: number) => new Date(startMs + afterMs).toISOString();

describe('toObservedSession', () => {
  it('says all that a login tells, and how sure it is', () => {
    const login = toLogin(0, { details: { session: { cookie: { mode: 'non-persistent' } } } });

    expect(observe(0, login)).toEqual({
      initial_ip: { value: '198.51.100.23', basis: 'login' },
      initial_user_agent: { value: chrome, basis: 'login' },
      last_ip: { value: '198.51.100.23', basis: 'lower_bound' },
      last_user_agent: { value: chrome, basis: 'lower_bound' },
      last_interacted_at: { value: iso(0), basis: 'lower_bound' },
      authenticated_at: { value: iso(-200), basis: 'approximate' },
      created_at: { value: iso(-200), from: iso(-20_000), basis: 'bracket' },
      clients: { value: ['ClientA'], basis: 'lower_bound' },
      methods: { value: [{ name: 'pwd', timestamp: iso(-300) }], basis: 'presence' },
      cookie_mode: { value: 'non-persistent', basis: 'exact' },
    });
  });

  it('takes the earliest that was seen where nobody saw the beginning', () => {
    const sso = toEvent('ssa', 0, { ip: '203.0.113.7' });
    const observed = observe(60_000, sso, toEvent('ssa', 60_000));

    expect(observed?.initial_ip).toEqual({ value: '203.0.113.7', basis: 'first_seen' });
    expect(observed).not.toHaveProperty('created_at');
    expect(observed).not.toHaveProperty('authenticated_at');
  });

  it('takes a login into a session in use for no beginning', () => {
    const observed = observe(60_000, toEvent('ssa', 0, { ip: '203.0.113.7' }), toLogin(60_000));

    expect(observed?.initial_ip).toEqual({ value: '203.0.113.7', basis: 'first_seen' });
    expect(observed?.authenticated_at?.value).toBe(iso(59_800));
    expect(observed).not.toHaveProperty('created_at');
  });

  it('takes a failed or warned step before a login for no use', () => {
    expect(observe(60_000, toEvent('w', 0), toLogin(60_000))?.initial_ip?.basis).toBe('login');
  });

  it('moves last_* on with every use, and with nothing else', () => {
    const events = [
      toLogin(0),
      toEvent('ssa', 10_000, { ip: '203.0.113.7', user_agent: firefox }),
      toEvent('slo', 20_000, { ip: '192.0.2.1' }),
      toEvent('sertft', 30_000, { ip: '192.0.2.2', user_agent: 'node' }),
      toEvent('gd_auth_succeed', 40_000, { ip: '192.0.2.3' }),
    ];

    expect(observe(50_000, ...events)).toMatchObject({
      initial_ip: { value: '198.51.100.23' },
      last_ip: { value: '203.0.113.7' },
      last_user_agent: { value: firefox },
      last_interacted_at: { value: iso(10_000) },
    });
  });

  it('names the factor of a prompt by the event of that factor', () => {
    const prompts = [{ name: 'mfa', completedAt: startMs + 59_000 }];
    const events = [
      toLogin(0),
      toEvent('gd_auth_succeed', 58_000, { details: { authenticator: { type: 'otp' } } }),
      toEvent('s', 60_000, { details: { prompts } }),
    ];

    expect(observe(60_000, ...events)?.methods?.value).toEqual([
      { name: 'pwd', timestamp: iso(-300) },
      { name: 'mfa', type: 'otp', timestamp: iso(58_000) },
    ]);
    expect(observe(60_000, toLogin(0), events[2]!)?.methods?.value).toContainEqual({
      name: 'mfa',
      timestamp: iso(59_000),
    });
  });

  it('counts a method that was completed up to 5 s after the event', () => {
    const factor = (afterMs: number) =>
      toEvent('gd_auth_succeed', afterMs, { details: { authenticator: { type: 'otp' } } });

    expect(observe(0, toLogin(0), factor(5_000))?.methods?.value).toHaveLength(2);
    expect(observe(0, toLogin(0), factor(5_001))?.methods?.value).toHaveLength(1);
  });

  it('tells the end, the first there was', () => {
    expect(observe(9_000, toEvent('session_revoked', 8_000), toEvent('slo', 5_000))?.ended_at).toEqual({
      value: iso(5_000),
      basis: 'exact',
      by: 'logout',
    });
    expect(observe(4_000, toEvent('slo', 5_000))).toBeUndefined();
  });

  it('says that somebody acts as the user, and never that nobody does', () => {
    const event = toEvent('sdel', 0, { details: { actor: { sub: 'auth0|support' } } });

    expect(observe(0, event)).toMatchObject({
      delegated: { value: true, basis: 'exact' },
      actor: { value: keys.toKey('auth0|support'), basis: 'exact' },
    });
    expect(observe(0, toEvent('sdelsa', 0))?.actor).toBeUndefined();
    expect(observe(0, toLogin(0))).not.toHaveProperty('delegated');
  });

  it("never takes the pull API's digest for a user agent", () => {
    const observed = observe(0, toLogin(0, { user_agent: digest }));

    expect(observed?.initial_ip?.basis).toBe('login');
    expect(observed).not.toHaveProperty('initial_user_agent');
    expect(observed).not.toHaveProperty('last_user_agent');
  });

  it('takes the raw agent of an event that the pull API told as well', () => {
    const [raw, pulled] = [toLogin(0, {}, 'log-x'), toLogin(0, { user_agent: digest }, 'log-x')];

    expect(observe(0, pulled, raw)).toEqual(observe(0, raw));
  });

  it('knows nothing of what no event tells', () => {
    const keysSeen = Object.keys(observe(60_000, toLogin(0), toEvent('slo', 60_000)) ?? {});

    for (const field of [
      'expires_at',
      'idle_expires_at',
      'updated_at',
      'initial_asn',
      'last_asn',
      'session_metadata',
    ]) {
      expect(keysSeen).not.toContain(field);
    }
    expect(observe(0, toEvent('f', 0), toEvent('gd_send_pn', 0))).toBeUndefined();
  });
});
