import { describe, expect, it } from '@jest/globals';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import type { RiskLevel } from '../../../functions/signals/risk-level.ts';
import type { SignalBlock } from '../../../functions/signals/signal.ts';
import type { SignalSettings } from '../../../functions/signals/settings/signal-settings.ts';
import { agents, at, type Change, movesTo, notFound, toLogin } from './login.ts';

const toSignals = createSignals();

const elsewhere = { ip: '203.0.113.77', asn: '64511' };
const foreignEvent = { event: { ip: '203.0.113.200', user_agent: agents.firefox } };
const composite = 'network_and_client_changed';
const oslo = {
  type: 's',
  date: '2026-03-02T10:15:04.873Z',
  ip: '198.51.100.23',
  user_agent: agents.chrome,
  location_info: { latitude: 59.91, longitude: 10.75 },
};
const singapore = { location_info: { latitude: 1.35, longitude: 103.82 } };

interface Scenario {
  readonly change?: Change;
  readonly settings?: SignalSettings;
  readonly raised: readonly string[];
  readonly risk: RiskLevel;
  readonly values?: { readonly [name: string]: boolean };
  readonly absent?: readonly string[];
  readonly facts?: SignalBlock['facts'];
  readonly evidence?: { readonly [signal: string]: object };
}

const methods = (...names: string[]): Change => ({
  session: {
    authentication: { methods: names.map((name) => ({ name, timestamp: '2026-03-02T08:00:00.000Z' })) },
  },
});

const scenarios: readonly (readonly [number, string, Scenario])[] = [
  [
    1,
    'nothing has changed',
    {
      raised: [],
      risk: 'info',
      values: {
        mfa_used: true,
        single_factor: false,
        persistent_cookie: true,
        asn_changed: false,
        ip_changed: false,
        user_agent_changed: false,
        event_outside_session: false,
        user_mismatch: false,
        [composite]: false,
      },
      absent: ['impossible_travel', 'new_client'],
      facts: { auth_strength: 'mfa_strong' },
    },
  ],
  [
    2,
    'a password alone',
    {
      change: methods('pwd'),
      raised: [],
      risk: 'info',
      values: { single_factor: true, mfa_used: false, phishing_resistant: false },
    },
  ],
  [
    3,
    'a passkey alone',
    {
      change: methods('passkey'),
      raised: [],
      risk: 'info',
      values: { phishing_resistant: true, mfa_used: false, single_factor: false },
    },
  ],
  [
    4,
    'somebody else authenticated the user',
    {
      change: methods('federated'),
      raised: [],
      risk: 'info',
      absent: ['mfa_used', 'phishing_resistant', 'single_factor'],
      facts: { auth_strength: 'federated' },
    },
  ],
  [
    5,
    'another address of the same prefix',
    {
      change: movesTo({ ip: '198.51.100.99' }),
      raised: ['ip_changed'],
      risk: 'info',
      evidence: { ip_changed: { same_prefix: true } },
    },
  ],
  [
    6,
    'the other protocol in the same network',
    {
      change: movesTo({ ip: '2001:db8:7::1' }),
      raised: ['ip_changed'],
      risk: 'info',
      values: { [composite]: false },
      evidence: { ip_changed: { ip_version_changed: true } },
    },
  ],
  [
    7,
    'another network',
    {
      change: movesTo(elsewhere),
      raised: ['asn_changed', 'ip_changed'],
      risk: 'low',
      facts: { event_side: 'last' },
      values: { [composite]: false },
    },
  ],
  [
    8,
    'another network, and the pair is allowed',
    {
      change: movesTo(elsewhere),
      settings: { allow: { asnPairs: [[64496, 64511]] } },
      raised: ['asn_changed', 'ip_changed'],
      risk: 'info',
      evidence: { asn_changed: { severity_id: 1, allowed: '64496, 64511' } },
    },
  ],
  [
    9,
    'the browser was updated',
    {
      change: movesTo({ userAgent: agents.nextChrome }),
      raised: [],
      risk: 'info',
      values: { user_agent_changed: false },
    },
  ],
  [
    10,
    'another browser on another system',
    {
      change: movesTo({ userAgent: agents.firefox }),
      raised: ['user_agent_changed'],
      risk: 'low',
      evidence: { user_agent_changed: { change: ['browser', 'os'] } },
    },
  ],
  [
    11,
    'another network and another browser',
    {
      change: movesTo({ ...elsewhere, userAgent: agents.firefox }),
      raised: [composite, 'asn_changed', 'user_agent_changed', 'ip_changed'],
      risk: 'high',
      evidence: { [composite]: { severity_id: 4, because: ['asn_changed', 'user_agent_changed'] } },
    },
  ],
  [
    12,
    'another network and a script',
    {
      change: movesTo({ ...elsewhere, userAgent: agents.python }),
      raised: [composite, 'scripted_user_agent', 'asn_changed', 'user_agent_changed', 'ip_changed'],
      risk: 'high',
      evidence: { scripted_user_agent: { before: 'Chrome 145, macOS', after: 'python-requests 2' } },
    },
  ],
  [
    13,
    'the same browser without a window',
    {
      change: movesTo({ userAgent: agents.headlessChrome }),
      raised: ['scripted_user_agent', 'user_agent_changed'],
      risk: 'medium',
      evidence: { user_agent_changed: { change: ['kind'] } },
    },
  ],
  [
    14,
    'another prefix and another browser, no ASN known',
    {
      change: {
        ...movesTo({ ip: elsewhere.ip, userAgent: agents.firefox }),
        device: {
          ...movesTo({ ip: elsewhere.ip, userAgent: agents.firefox }).device,
          initial_asn: undefined,
          last_asn: undefined,
        },
      },
      raised: [composite, 'user_agent_changed', 'ip_changed'],
      risk: 'high',
      absent: ['asn_changed'],
      evidence: { [composite]: { because: ['ip_changed', 'user_agent_changed'] } },
    },
  ],
  [
    15,
    'a session too old to know how it began',
    {
      change: { device: { initial_ip: undefined, initial_asn: undefined, initial_user_agent: undefined } },
      raised: [],
      risk: 'info',
      values: { event_outside_session: false },
      absent: ['asn_changed', 'ip_changed', 'user_agent_changed', 'scripted_user_agent', composite],
    },
  ],
  [
    16,
    'the event alone comes from elsewhere',
    {
      change: foreignEvent,
      raised: [composite, 'event_outside_session', 'user_agent_changed', 'ip_changed'],
      risk: 'high',
      facts: { event_side: 'neither' },
      evidence: {
        [composite]: { because: ['ip_changed', 'user_agent_changed'] },
        event_outside_session: { severity_id: 3, legs: ['network', 'client'] },
      },
    },
  ],
  [
    17,
    'the event alone comes from elsewhere, and the session has moved on since',
    {
      change: { ...foreignEvent, session: { last_interacted_at: '2026-03-02T11:15:12.000Z' } },
      raised: [composite, 'user_agent_changed', 'ip_changed'],
      risk: 'high',
      absent: ['event_outside_session'],
      facts: { event_side: 'neither' },
    },
  ],
  [
    18,
    'the event alone comes from elsewhere, and the session was read before it',
    {
      change: { ...foreignEvent, outcome: { source: 'cache', fetchedAtMs: at('11:14:50.000') } },
      raised: [composite, 'user_agent_changed', 'ip_changed'],
      risk: 'high',
      absent: ['event_outside_session', 'client_not_in_session'],
    },
  ],
  [
    19,
    'the address of the event alone is another',
    {
      change: { event: { ip: '203.0.113.200' } },
      raised: ['event_outside_session', 'ip_changed'],
      risk: 'info',
      evidence: { event_outside_session: { severity_id: 1, legs: ['network'] } },
    },
  ],
  [
    20,
    'the session is gone',
    {
      change: { outcome: notFound },
      raised: ['session_gone'],
      risk: 'low',
      evidence: { session_gone: { lag_ms: 13_131 } },
      absent: ['asn_changed', 'ip_changed', 'user_mismatch', 'delegated_session', 'mfa_used', composite],
    },
  ],
  [
    21,
    'the session is gone after a logout',
    { change: { type: 'slo', outcome: notFound }, raised: [], risk: 'info', absent: ['session_gone'] },
  ],
  [
    23,
    'the session had expired',
    {
      change: { session: { expires_at: '2026-03-02T11:00:00.000Z' } },
      raised: ['session_used_after_end'],
      risk: 'medium',
      evidence: {
        session_used_after_end: { before: '2026-03-02T11:00:00.000Z', after: '2026-03-02T11:15:04.873Z' },
      },
    },
  ],
  [
    24,
    'an offline refresh token outlives its session',
    {
      change: { type: 'sertft', outcome: notFound, details: { refresh_token: { access: 'offline' } } },
      raised: ['refresh_token_after_session_end'],
      risk: 'info',
      absent: ['session_gone'],
      evidence: { refresh_token_after_session_end: { lag_ms: 13_131, access: 'offline' } },
    },
  ],
  [
    24,
    'an online refresh token outlives its session',
    {
      change: { type: 'sertft', outcome: notFound, details: { refresh_token: { access: 'online' } } },
      raised: ['refresh_token_after_session_end'],
      risk: 'medium',
      absent: ['session_gone'],
    },
  ],
  [
    25,
    'a refresh token is refused, as its session is gone',
    {
      change: { type: 'fertft', outcome: notFound, details: { failure_reason: 'session_not_found' } },
      raised: ['refresh_token_after_session_end'],
      risk: 'low',
    },
  ],
  [
    26,
    'an old refresh token is presented',
    {
      change: {
        type: 'ferrt',
        outcome: { status: 'no_session_id' },
        details: { session_id: undefined, tokenCounter: 3, latestCounter: 4 },
      },
      raised: ['refresh_token_reuse'],
      risk: 'medium',
      evidence: { refresh_token_reuse: { before: '4', after: '3' } },
    },
  ],
  [
    27,
    'somebody acts as the user',
    {
      change: { type: 'sdel', session: { actor: { sub: 'auth0|support' } } },
      raised: ['delegated_session'],
      risk: 'low',
      evidence: { delegated_session: { after: 'auth0|support' } },
    },
  ],
  [
    27,
    'an AI agent acts as the user, and its application is allowed',
    {
      change: { type: 'seta', event: { agent_id: 'agt_1' } },
      settings: { allow: { clientIds: ['ExampleClientId00000000000000001'] } },
      raised: ['delegated_session'],
      risk: 'info',
      evidence: { delegated_session: { severity_id: 1, allowed: 'ExampleClientId00000000000000001' } },
    },
  ],
  [
    28,
    'the session is of another user',
    {
      change: {
        session: { user_id: 'auth0|somebody-else' },
        details: { prompts: [{ name: 'prompt-authenticate', user_id: 'auth0|third' }] },
      },
      raised: ['user_mismatch'],
      risk: 'medium',
    },
  ],
  [
    28,
    'the session is of another user, on single sign-on',
    {
      change: { session: { user_id: 'auth0|somebody-else' } },
      raised: ['user_mismatch'],
      risk: 'low',
    },
  ],
  [
    29,
    'the application is none of the session',
    {
      change: { event: { client_id: 'another-client' } },
      raised: ['client_not_in_session'],
      risk: 'low',
    },
  ],
  [
    30,
    'an hour from Oslo to Singapore',
    {
      change: { told: [oslo], event: singapore },
      raised: ['impossible_travel'],
      risk: 'medium',
      evidence: {
        impossible_travel: {
          minutes: 60,
          before: '59.91, 10.75 at 2026-03-02T10:15:04.873Z from 198.51.100.23 with Chrome 145, macOS',
          after: '1.35, 103.82 at 2026-03-02T11:15:04.873Z from 198.51.100.23 with Chrome 145, macOS',
        },
      },
    },
  ],
  [
    30,
    'an hour from Oslo to Singapore, and another browser',
    {
      change: {
        told: [oslo],
        device: { last_user_agent: agents.firefox },
        event: { ...singapore, user_agent: agents.firefox },
      },
      raised: [composite, 'impossible_travel', 'user_agent_changed'],
      risk: 'high',
      evidence: { [composite]: { because: ['impossible_travel', 'user_agent_changed'] } },
    },
  ],
];

describe('createSignals in the worked scenarios', () => {
  it.each(scenarios)('%i: %s', (_row, _name, scenario) => {
    const { change, settings, raised, risk, values = {}, absent = [], facts = {}, evidence = {} } = scenario;

    const block = createSignals(settings)(toLogin(change));

    expect(block.raised).toEqual(raised);
    expect(block.risk_level).toBe(risk);
    expect(block.values).toMatchObject(values);
    expect(block.facts).toMatchObject(facts);
    for (const name of absent) expect(block.values).not.toHaveProperty(name);
    for (const [signal, expected] of Object.entries(evidence)) {
      expect(block.evidence.find((entry) => entry.signal === signal)).toMatchObject(expected);
    }
  });

  it.each(['forbidden', 'rate_limited', 'timeout'] as const)('22: status %s', (status) => {
    const block = toSignals(toLogin({ outcome: { status } }));

    expect(block).toEqual({ risk_level: 'info', raised: [], values: {}, facts: {}, evidence: [] });
  });

  it('30: about 10,050 km lie between', () => {
    const { evidence } = toSignals(toLogin({ told: [oslo], event: singapore }));

    const km = Number(evidence[0]?.['km']);

    expect(km).toBeGreaterThan(10_030);
    expect(km).toBeLessThan(10_070);
  });
});
