import { describe, expect, it } from '@jest/globals';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { agents, at, type Change, movesTo, notFound, toLogin } from './login.ts';

const timestamp = '2026-03-02T08:00:00.000Z';

const toSignals = createSignals();

const clientId = 'ExampleClientId00000000000000001';
const userId = 'auth0|65f0c0ffee00000000a11ce0';
const elsewhere = { ip: '203.0.113.77', asn: '64511' };
const methods = (...list: object[]): Change => ({ session: { authentication: { methods: list } } });
const endingAt = (expires_at: string, idle_expires_at?: string): Change => ({
  session: { expires_at, idle_expires_at },
});

interface Yes {
  readonly signal: string;
  readonly when: string;
  readonly change: Change;
  readonly evidence: object;
}

const yes: readonly Yes[] = [
  {
    signal: 'session_used_after_end',
    when: 'it idled out',
    change: endingAt('2026-03-09T08:00:05.120Z', '2026-03-02T11:14:04.872Z'),
    evidence: { fields: ['idle_expires_at', 'date'], before: '2026-03-02T11:14:04.872Z' },
  },
  {
    signal: 'session_used_after_end',
    when: 'an earlier event ended it, and nothing else is known',
    change: { outcome: { status: 'timeout' }, told: [{ type: 'slo', date: at('11:00:00.000') }] },
    evidence: { fields: ['log event slo', 'date'], before: '2026-03-02T11:00:00.000Z' },
  },
  {
    signal: 'refresh_token_reuse',
    when: 'the description says so',
    change: {
      type: 'ferrt',
      event: { description: 'Unsuccessful Refresh Token exchange, Reused Refresh Token detected' },
    },
    evidence: { severity_id: 3, attack: ['T1550.001', 'T1528'], fields: ['description'] },
  },
  {
    signal: 'refresh_token_reuse',
    when: 'the description says so, though the numbers do not',
    change: {
      type: 'ferrt',
      event: { description: 'reused refresh token' },
      details: { tokenCounter: 4, latestCounter: 4 },
    },
    evidence: { before: '4', after: '4' },
  },
  {
    signal: 'refresh_token_after_session_end',
    when: 'the session had expired',
    change: {
      type: 'sertft',
      details: { refresh_token: { access: 'online' } },
      ...endingAt('2026-03-02T11:00:00Z'),
    },
    evidence: { severity_id: 3, fields: ['expires_at', 'date'], access: 'online' },
  },
  {
    signal: 'refresh_token_after_session_end',
    when: 'the kind of token is untold',
    change: { type: 'sertft', outcome: notFound },
    evidence: { severity_id: 1, lag_ms: 13_131 },
  },
  {
    signal: 'refresh_token_after_session_end',
    when: 'the exchange was refused, and nothing was looked up',
    change: {
      type: 'fertft',
      outcome: { status: 'no_session_id' },
      details: { failure_reason: 'session_not_found' },
    },
    evidence: { severity_id: 2, fields: ['details.failure_reason'] },
  },
  {
    signal: 'event_outside_session',
    when: 'the program alone is another',
    change: { event: { user_agent: agents.firefox } },
    evidence: {
      severity_id: 2,
      legs: ['client'],
      before: 'Chrome 145, macOS',
      after: 'Firefox 147, Windows',
    },
  },
  {
    signal: 'event_outside_session',
    when: 'both legs are',
    change: { event: { ip: '203.0.113.200', user_agent: agents.firefox } },
    evidence: { severity_id: 3, legs: ['network', 'client'] },
  },
  {
    signal: 'event_outside_session',
    when: 'one leg is, and the other is unknown',
    change: { event: { ip: '203.0.113.200', user_agent: '****' } },
    evidence: { severity_id: 1, legs: ['network'], before: '198.51.100.23', after: '203.0.113.200' },
  },
  {
    signal: 'event_outside_session',
    when: 'it is a sign-up, a consent, a warning or a logout',
    change: { type: 'slo', event: { user_agent: agents.firefox } },
    evidence: { legs: ['client'] },
  },
  {
    signal: 'client_not_in_session',
    when: 'a code is exchanged',
    change: { type: 'seacft', event: { client_id: 'another' } },
    evidence: { severity_id: 2, fields: ['clients', 'client_id'], before: clientId, after: 'another' },
  },
  {
    signal: 'client_not_in_session',
    when: 'the session has many applications',
    change: {
      type: 'sertft',
      event: { client_id: 'another' },
      session: { clients: Array.from({ length: 12 }, (_, index) => ({ client_id: `c${index}` })) },
    },
    evidence: { before: 'c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 and 2 more' },
  },
  {
    signal: 'delegated_session',
    when: 'the event says so, without a session',
    change: { details: { actor: { sub: 'auth0|support' } }, outcome: { status: 'timeout' } },
    evidence: {
      severity_id: 2,
      fields: ['user_id', 'details.actor.sub'],
      before: userId,
      after: 'auth0|support',
    },
  },
  {
    signal: 'delegated_session',
    when: 'the type says so, and nothing else does',
    change: { type: 'sdeleacft' },
    evidence: { fields: ['user_id', 'type'], after: 'actor untold (sdeleacft)' },
  },
  {
    signal: 'delegated_session',
    when: 'an AI agent got what the user may do',
    change: { type: 'success_on_behalf_of_token_exchange', event: { agent_id: 'agt_1' } },
    evidence: { severity_id: 2, fields: ['user_id', 'agent_id'], before: userId, after: 'agt_1' },
  },
  {
    signal: 'delegated_session',
    when: 'an AI agent of elsewhere did, without a session',
    change: { type: 'seta', event: { external_agent_id: 'ext_1' }, outcome: { status: 'timeout' } },
    evidence: { fields: ['user_id', 'external_agent_id'], after: 'ext_1' },
  },
  {
    signal: 'delegated_session',
    when: 'an agent takes part, and a person acts',
    change: { event: { agent_id: 'agt_1' }, session: { actor: { sub: 'auth0|support' } } },
    evidence: { fields: ['user_id', 'actor.sub'], after: 'auth0|support' },
  },
  {
    signal: 'delegated_session',
    when: 'the session says so, and the event names no user',
    change: { event: { user_id: '' }, session: { actor: { sub: 'auth0|support' } } },
    evidence: { fields: ['session.user_id', 'actor.sub'], before: userId, after: 'auth0|support' },
  },
  {
    signal: 'session_gone',
    when: 'it was read exactly 300 s after the event',
    change: { outcome: { ...notFound, fetchedAtMs: at('11:20:04.873') } },
    evidence: { severity_id: 2, attack: [], lag_ms: 300_000, after: 'not_found' },
  },
  {
    signal: 'session_gone',
    when: 'the event tells of a token',
    change: {
      outcome: notFound,
      details: { session_id: undefined, refresh_token: { session_id: 'S1', access: 'online' } },
    },
    evidence: { fields: ['details.refresh_token.session_id'], access: 'online' },
  },
  {
    signal: 'recovery_code_used',
    when: 'it was the second factor',
    change: methods({ name: 'pwd', timestamp }, { name: 'mfa', type: 'recovery-code', timestamp }),
    evidence: { severity_id: 2, attack: [], before: 'pwd', after: 'mfa/recovery-code' },
  },
  {
    signal: 'client_fanout',
    when: 'there are ten applications',
    change: { session: { clients: Array.from({ length: 10 }, () => ({ client_id: clientId })) } },
    evidence: { severity_id: 1, before: 'fewer than 10', after: '10', count: 10 },
  },
  {
    signal: 'new_client',
    when: 'the earlier event knew another one alone',
    change: { told: [{ type: 's', date: at('11:00:00.000'), client_id: 'another' }] },
    evidence: { severity_id: 1, before: 'another', after: clientId },
  },
  {
    signal: 'scripted_user_agent',
    when: 'the event alone is scripted',
    change: { event: { user_agent: 'curl/8.7.1' }, device: { last_user_agent: undefined } },
    evidence: { fields: ['device.initial_user_agent', 'user_agent'], after: 'curl 8' },
  },
  {
    signal: 'impossible_travel',
    when: 'both events carry the same time',
    change: {
      told: [{ type: 's', date: at('11:15:04.873'), location_info: { latitude: 0, longitude: 0 } }],
      event: { location_info: { latitude: 0, longitude: 180 } },
    },
    evidence: { km: 20_015, kmh: 1_200_905, minutes: 1 },
  },
  {
    signal: 'user_mismatch',
    when: 'the user of the prompts is a third one',
    change: {
      session: { user_id: 'auth0|other' },
      details: { prompts: [{ user_id: 'auth0|third' }, null, 'prompt'] },
    },
    evidence: { fields: ['session.user_id', 'user_id'], before: 'auth0|other', after: userId },
  },
  {
    signal: 'network_and_client_changed',
    when: 'a script came from elsewhere, and the session did not notice',
    change: { event: { ip: '203.0.113.200', user_agent: 'curl/8.7.1' } },
    evidence: { because: ['ip_changed', 'user_agent_changed', 'scripted_user_agent'] },
  },
  {
    signal: 'network_and_client_changed',
    when: 'the session changed network and the event its program',
    change: { ...movesTo(elsewhere), event: { ip: elsewhere.ip, user_agent: agents.firefox } },
    evidence: { because: ['asn_changed', 'user_agent_changed'] },
  },
];

const no: readonly Omit<Yes, 'evidence'>[] = [
  {
    signal: 'asn_changed',
    when: 'the number is written in two ways',
    change: { device: { initial_asn: 'AS64496', last_asn: '64496' } },
  },
  {
    signal: 'ip_changed',
    when: 'the address is written in two ways',
    change: { device: { initial_ip: '::ffff:198.51.100.23', last_ip: '198.51.100.23' } },
  },
  {
    signal: 'session_used_after_end',
    when: 'the end lies exactly a minute back',
    change: endingAt('2026-03-02T11:14:04.873Z'),
  },
  {
    signal: 'refresh_token_after_session_end',
    when: 'the exchange was refused for another reason',
    change: { type: 'fertft', details: { failure_reason: 'grant_revoked' } },
  },
  {
    signal: 'event_outside_session',
    when: 'the event comes from where the session began',
    change: { device: { last_ip: elsewhere.ip, last_user_agent: agents.firefox } },
  },
  {
    signal: 'event_outside_session',
    when: 'the address is another of the same prefix',
    change: { event: { ip: '198.51.100.200' } },
  },
  {
    signal: 'new_client',
    when: 'the application was there before',
    change: {
      told: [{ type: 's', date: at('11:00:00.000'), client_id: clientId }],
      session: { clients: undefined },
    },
  },
  {
    signal: 'scripted_user_agent',
    when: 'a script began the session',
    change: { device: { initial_user_agent: 'curl/7.1', last_user_agent: agents.python } },
  },
  {
    signal: 'scripted_user_agent',
    when: 'a native app uses the session',
    change: { device: { last_user_agent: 'okhttp/4.12.0' } },
  },
  {
    signal: 'impossible_travel',
    when: 'it was a short way',
    change: {
      told: [{ type: 's', date: at('11:15:04.873'), location_info: { latitude: 59.91, longitude: 10.75 } }],
      event: { location_info: { latitude: 60.39, longitude: 5.32 } },
    },
  },
  {
    signal: 'impossible_travel',
    when: 'there was a day for it',
    change: {
      told: [
        {
          type: 's',
          date: at('11:15:04.873') - 86_400_000,
          location_info: { latitude: 59.91, longitude: 10.75 },
        },
      ],
      event: { location_info: { latitude: 1.35, longitude: 103.82 } },
    },
  },
  {
    signal: 'network_and_client_changed',
    when: 'the program changed, and the address within its autonomous system',
    change: movesTo({ ip: elsewhere.ip, userAgent: agents.firefox }),
  },
  {
    signal: 'network_and_client_changed',
    when: 'the program changed, the numbers are unknown, and the prefix is the same',
    change: {
      device: {
        initial_asn: undefined,
        last_ip: '198.51.100.99',
        last_user_agent: agents.firefox,
      },
    },
  },
  {
    signal: 'delegated_session',
    when: 'an agent acts for itself',
    change: { type: 'seccft', event: { agent_id: 'agt_1', user_id: 'agt_1@clients' } },
  },
  {
    signal: 'delegated_session',
    when: 'an agent tried, and was refused',
    change: { type: 'feacft', event: { agent_id: 'agt_1' } },
  },
  { signal: 'delegated_session', when: 'the actor is null', change: { session: { actor: null } } },
  {
    signal: 'session_gone',
    when: 'the session was read from an answer older than the event',
    change: { outcome: { source: 'cache', fetchedAtMs: at('11:00:00.000') } },
  },
];

describe('a signal', () => {
  it.each(yes)('$signal is true when $when', ({ signal, change, evidence }) => {
    const block = toSignals(toLogin(change));

    expect(block.values).toHaveProperty(signal, true);
    expect(block.evidence.find((entry) => entry.signal === signal)).toMatchObject(evidence);
  });

  it.each(no)('$signal is false when $when', ({ signal, change }) => {
    expect(toSignals(toLogin(change)).values).toHaveProperty(signal, false);
  });

  it.each([
    ['2026-03-02T11:15:06.873Z', true],
    ['2026-03-02T11:15:06.874Z', false],
  ])('event_outside_session is answered where the session was last used at %s: %s', (time, isAnswered) => {
    const change: Change = { event: { ip: '203.0.113.200' }, session: { last_interacted_at: time } };

    expect('event_outside_session' in toSignals(toLogin(change)).values).toBe(isAnswered);
  });

  it('looks at no session unless the look-up came to one', () => {
    const { event, outcome } = toLogin(movesTo(elsewhere));

    expect(toSignals({ event, outcome: { ...outcome, status: 'timeout' } }).values).toEqual({});
  });

  it('tells of no other protocol where there is none', () => {
    const [entry] = toSignals(toLogin(movesTo({ ip: elsewhere.ip }))).evidence;

    expect(entry).not.toHaveProperty('ip_version_changed');
  });
});
