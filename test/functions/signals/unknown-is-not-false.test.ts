import { describe, expect, it } from '@jest/globals';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { type FactName, plainAnswerNames, signalNames } from '../../../functions/signals/signal-names.ts';
import { agents, type Change, notFound, toLogin } from './login.ts';

const timestamp = '2026-03-02T08:00:00.000Z';

const toSignals = createSignals();

const settings = {
  hostingAsns: [64_511],
  authTooOldSeconds: 1e6,
  mfaTooOldSeconds: 1e6,
  sessionTooOldSeconds: 1e6,
  idleTooLongSeconds: 1e6,
  sessionMarkers: ['AcmeBrowser/'],
};
const clientId = 'ExampleClientId00000000000000001';

/** What a signal says no from, and each of its inputs, taken away or spoilt: then it must say nothing. */
interface Case {
  /** Where the ordinary login does not answer the signal with no. */
  readonly base?: Change;
  readonly without: readonly Change[];
}

const withoutSession: readonly Change[] = [
  { outcome: notFound },
  { outcome: { status: 'rate_limited' } },
  { outcome: { status: 'no_session_id' } },
];
/** What moves on with each use may have done so since. */
const readBefore: Change = { outcome: { fetchedAtMs: Date.parse('2026-03-02T11:10:00.000Z') } };
/** The session was used after the event: what it was last used by is not known of it. */
const movedOn: Change = { session: { last_interacted_at: '2026-03-02T11:15:12.000Z' } };
const undated: Change = { event: { date: 'yesterday' } };
const unmethodical: readonly Change[] = [
  { session: { authentication: undefined } },
  { session: { authentication: { methods: [] } } },
  { session: { authentication: { methods: null } } },
  { session: { authentication: { methods: [null] } } },
  { session: { authentication: { methods: [{ name: 'pwd', timestamp }, { name: null }] } } },
];
const pwdOnly: Change = { session: { authentication: { methods: [{ name: 'pwd', timestamp }] } } };
const somewhere = { latitude: 59.91, longitude: 10.75 };
const toldAt = '2026-03-02T11:05:04.873Z';
const there = { type: 's', date: toldAt, ip: '198.51.100.23', user_agent: agents.chrome };
const placed = { ...there, location_info: somewhere };
/** So much newer that the event comes too late for its history to be there. */
const newer = { ...there, type: 'ssa', date: '2026-03-02T12:00:00.000Z' };
const ja4 = 't13d1516h2_8daaf6152771_d8a2da3f94cd';
const spoken = { ...there, security_context: { ja4 } };
const now = { security_context: { ja4 } };

const noDevice = (...fields: string[]): Change[] =>
  fields.flatMap((field) =>
    [undefined, null, '****', {}].map((value) => ({ device: { [field]: value } }) satisfies Change),
  );

const cases: { readonly [name in (typeof signalNames)[number]]: Case } & {
  readonly [name in (typeof plainAnswerNames)[number]]: Case;
} = {
  network_and_client_changed: {
    without: [
      ...withoutSession,
      { device: { initial_asn: undefined, initial_ip: undefined, initial_user_agent: undefined } },
      { ...movedOn, event: { ip: undefined, user_agent: undefined } },
      { type: 'seacft' },
      { type: 'gd_auth_succeed' },
    ],
  },
  asn_changed: {
    without: [
      ...withoutSession,
      ...noDevice('initial_asn'),
      { event: { ip: '203.0.113.200' } },
      { ...movedOn, event: { ip: undefined } },
      { type: 'seacft' },
    ],
  },
  ip_changed: {
    without: [
      ...withoutSession,
      ...noDevice('initial_ip'),
      { ...movedOn, event: { ip: '****' } },
      { type: 'sertft' },
    ],
  },
  user_agent_changed: {
    without: [
      ...withoutSession,
      ...noDevice('initial_user_agent'),
      { ...movedOn, event: { user_agent: '****' } },
      { event: { user_agent: 'Chrome 145.0.0 / Mac OS X 10.15.7' } },
      { type: 'seacft' },
    ],
  },
  scripted_user_agent: {
    without: [
      ...withoutSession,
      ...noDevice('initial_user_agent'),
      { ...movedOn, event: { user_agent: undefined } },
      { event: { user_agent: 'Python Requests 2.32.0 / Other 0.0.0' } },
      { type: 'seacft' },
    ],
  },
  impossible_travel: {
    base: { told: [placed], event: { location_info: somewhere } },
    without: [
      { event: { location_info: somewhere } },
      { told: [placed] },
      { told: [placed], event: { location_info: { latitude: 1 } } },
      { told: [placed], event: { location_info: { latitude: '1°', longitude: '2°' } } },
      { told: [placed], event: { location_info: { latitude: 91, longitude: 2 } } },
      { told: [there], event: { location_info: somewhere } },
      { told: [{ ...placed, date: 'then' }], event: { location_info: somewhere } },
      { told: [placed], event: { location_info: somewhere, date: null } },
      { told: [placed], event: { location_info: somewhere }, type: 'seacft' },
      { told: [{ ...placed, type: 'seacft' }], event: { location_info: somewhere } },
    ],
  },
  session_marker_missing: {
    without: [
      ...withoutSession,
      ...noDevice('initial_user_agent'),
      { event: { user_agent: '****' } },
      { event: { user_agent: undefined } },
      { event: { user_agent: 'Chrome 145.0.0 / Mac OS X 10.15.7' } },
      { type: 'seacft' },
    ],
  },
  factor_changed_elsewhere: {
    base: { type: 'gd_enrollment_complete' },
    without: [
      {},
      ...withoutSession.map((change) => ({ ...change, type: 'gd_enrollment_complete' })),
      { type: 'gd_enrollment_complete', device: { initial_ip: null, initial_asn: null } },
      { type: 'gd_enrollment_complete', device: { initial_user_agent: null } },
      { type: 'gd_enrollment_complete', event: { user_agent: 'Guardian/1.0 (iPhone; iOS 18.6)' } },
      { type: 'gd_enrollment_complete', event: { user_agent: undefined }, device: { last_user_agent: null } },
    ],
  },
  network_alternates: {
    base: { told: [there] },
    without: [
      {},
      { told: [there, newer] },
      { told: [there], event: { ip: '****' } },
      { told: [there], event: { date: null } },
      { told: [there], type: 'sertft' },
    ],
  },
  tls_fingerprint_changed: {
    base: { told: [spoken], event: now },
    without: [
      { event: now },
      { told: [there], event: now },
      { told: [spoken] },
      { told: [spoken], event: { security_context: { ja4: '****' } } },
      { told: [{ ...spoken, user_agent: agents.firefox }], event: now },
      { told: [{ ...spoken, user_agent: agents.nextChrome }], event: now },
      { told: [spoken], event: now, type: 'seacft' },
    ],
  },
  browser_downgraded: {
    without: [
      ...withoutSession,
      ...noDevice('initial_user_agent'),
      { device: { initial_user_agent: agents.firefox } },
      { event: { user_agent: 'curl/8.7.1' } },
      { type: 'seacft' },
    ],
  },
  token_client_changed: {
    base: {
      type: 'sertft',
      event: { user_agent: agents.python },
      told: [{ type: 'sertft', date: toldAt, user_agent: 'axios/1.7.2', client_id: clientId }],
    },
    without: [
      {},
      { type: 'sertft', event: { user_agent: agents.python } },
      { type: 'sertft', event: { user_agent: agents.python }, told: [there] },
      {
        type: 'sertft',
        event: { user_agent: agents.python },
        told: [{ type: 'sertft', date: toldAt, user_agent: 'axios/1.7.2', client_id: 'another' }],
      },
      {
        type: 'sertft',
        event: { user_agent: undefined },
        told: [{ type: 'sertft', date: toldAt, user_agent: 'axios/1.7.2', client_id: clientId }],
      },
    ],
  },
  mfa_rejected_then_passed: {
    base: { told: [there] },
    without: [{}, { told: [there, newer] }, { told: [there], type: 'ssa' }, { told: [there], ...undated }],
  },
  low_confidence_login: {
    base: { details: { riskAssessment: { confidence: 'high' } } },
    without: [
      {},
      { details: { riskAssessment: {} } },
      { details: { riskAssessment: { confidence: '****' } } },
      { details: { riskAssessment: { confidence: null } } },
    ],
  },
  scripted_login: {
    without: [
      ...withoutSession,
      ...noDevice('initial_user_agent'),
      { device: { initial_user_agent: 'Mozilla/5.0' } },
      { type: 'slo' },
    ],
  },
  device_code_exchanged: { base: { type: 'sertft' }, without: [{}, { type: 'f' }] },
  session_older_than_password: {
    base: { told: [there] },
    without: [
      {},
      ...withoutSession.map((change) => ({ ...change, told: [{ ...there, type: 'ssa' }] })),
      { told: [there], ...undated },
      { told: [there], type: 'slo' },
      { told: [there], event: { user_id: undefined } },
      { told: [there], session: { authenticated_at: null, created_at: null } },
      { told: [there, { ...newer, type: 'gd_auth_succeed', user_id: 'auth0|1' }] },
    ],
  },
  user_mismatch: {
    without: [
      ...withoutSession,
      { event: { user_id: '' } },
      { event: { user_id: undefined } },
      { session: { user_id: null } },
      { session: { user_id: 7 } },
    ],
  },
  session_used_after_end: {
    without: [
      ...withoutSession,
      undated,
      { session: { expires_at: null, idle_expires_at: undefined } },
      { session: { expires_at: {}, idle_expires_at: 'soon' } },
      { ...readBefore, session: { expires_at: null } },
      { type: 'sertft' },
      { type: 'slo' },
    ],
  },
  refresh_token_reuse: {
    base: { type: 'ferrt', details: { tokenCounter: 4, latestCounter: 4 } },
    without: [
      { type: 'ferrt', details: { tokenCounter: 4 } },
      { type: 'ferrt', details: { latestCounter: 4 } },
      { type: 'ferrt', details: { tokenCounter: 'third', latestCounter: 'fourth' } },
      { type: 'ferrt', event: { description: 'Unknown or invalid refresh token.' } },
      { type: 'fertft', details: { tokenCounter: 4, latestCounter: 4 } },
    ],
  },
  refresh_token_after_session_end: {
    base: { type: 'sertft' },
    without: [
      {},
      { type: 'sertft', outcome: { status: 'no_session_id' } },
      { type: 'sertft', outcome: { status: 'timeout' } },
      { type: 'sertft', session: { expires_at: null, idle_expires_at: null } },
      { type: 'sertft', ...undated },
      { type: 'fertft' },
      { type: 'fertft', details: { failure_reason: null } },
    ],
  },
  event_outside_session: {
    without: [
      ...withoutSession,
      undated,
      { outcome: { fetchedAtMs: Date.parse('2026-03-02T11:15:04.872Z') } },
      { outcome: { fetchedAtMs: Number.NaN } },
      { type: 'gd_auth_succeed' },
      { type: 'sertft' },
      { event: { ip: undefined } },
      { event: { user_agent: undefined } },
      ...noDevice('last_ip', 'last_user_agent'),
    ],
  },
  client_not_in_session: {
    without: [
      ...withoutSession,
      undated,
      { outcome: { fetchedAtMs: Date.parse('2026-03-02T11:15:04.872Z') } },
      { type: 'slo' },
      { event: { client_id: null } },
      { event: { client_id: '' } },
      { session: { clients: [] } },
      { session: { clients: undefined } },
      { session: { clients: { client_id: 'ExampleClientId00000000000000001' } } },
      { session: { clients: [{ client_id: 'another' }, null] } },
    ],
  },
  delegated_session: {
    without: [...withoutSession, { session: { actor: { sub: null } } }, { session: { actor: 'somebody' } }],
  },
  session_gone: {
    without: [
      { outcome: { status: 'forbidden' } },
      { outcome: { status: 'not_found' } },
      { outcome: { ...notFound, fetchedAtMs: Date.parse('2026-03-02T11:20:05.000Z') } },
      { outcome: { ...notFound, fetchedAtMs: Date.parse('2026-03-02T11:15:04.000Z') } },
      { outcome: notFound, ...undated },
      { outcome: notFound, type: 'slo' },
      { type: 'f' },
    ],
  },
  recovery_code_used: {
    without: [
      ...withoutSession,
      ...unmethodical,
      {
        session: {
          authentication: {
            methods: [
              { name: 'pwd', timestamp },
              { name: 'mfa', timestamp },
            ],
          },
        },
      },
    ],
  },
  client_fanout: {
    without: [...withoutSession, { session: { clients: undefined } }, { session: { clients: {} } }],
  },
  new_client: {
    base: { told: [{ ...there, client_id: clientId }] },
    without: [
      {},
      { told: [there] },
      { told: [{ ...there, client_id: clientId }], event: { client_id: undefined } },
      { told: [{ ...there, client_id: clientId }, newer] },
    ],
  },
  hosting_or_anonymous_network: {
    without: [
      ...withoutSession,
      { event: { ip: '203.0.113.200' } },
      { device: { initial_asn: undefined, last_asn: undefined } },
      { type: 'seacft' },
    ],
  },
  auth_too_old: { without: [...withoutSession, undated, { session: { authenticated_at: {} } }] },
  mfa_too_old: {
    without: [
      ...withoutSession,
      undated,
      pwdOnly,
      { session: { authentication: { methods: [{ name: 'mfa', type: 'otp', timestamp: {} }] } } },
    ],
  },
  session_too_old: { without: [...withoutSession, undated, { session: { created_at: null } }] },
  idle_too_long: {
    base: { session: { last_interacted_at: '2026-03-02T11:00:00.000Z' } },
    without: [
      ...withoutSession,
      undated,
      {},
      { session: { last_interacted_at: {} } },
      { ...readBefore, session: { last_interacted_at: '2026-03-02T11:00:00.000Z' } },
    ],
  },
  mfa_used: {
    base: pwdOnly,
    without: [
      ...withoutSession,
      ...unmethodical,
      { session: { authentication: { methods: [{ name: 'federated', timestamp }] } } },
      {
        session: {
          authentication: {
            methods: [
              { name: 'pwd', timestamp },
              { name: 'https://example.com/own', timestamp },
            ],
          },
        },
      },
    ],
  },
  phishing_resistant: {
    without: [
      ...withoutSession,
      ...unmethodical,
      {
        session: {
          authentication: {
            methods: [
              { name: 'pwd', timestamp },
              { name: 'federated', timestamp },
            ],
          },
        },
      },
      {
        session: {
          authentication: {
            methods: [
              { name: 'pwd', timestamp },
              { name: 'mfa', timestamp },
            ],
          },
        },
      },
    ],
  },
  single_factor: {
    without: [
      ...withoutSession,
      ...unmethodical,
      {
        session: {
          authentication: {
            methods: [
              { name: 'pwd', timestamp },
              { name: 'mock', timestamp },
            ],
          },
        },
      },
    ],
  },
  persistent_cookie: {
    base: { session: { cookie: { mode: 'non-persistent' } } },
    without: [
      ...withoutSession,
      { session: { cookie: undefined } },
      { session: { cookie: { mode: 'sometimes' } } },
      { session: { cookie: { mode: 1 } } },
    ],
  },
};

describe('what is not known', () => {
  const rows = Object.entries(cases).map(([name, row]) => [name, row] as const);

  it.each(rows)('%s: no where it was looked at, nothing where it was not', (name, { base, without }) => {
    expect(createSignals(settings)(toLogin(base)).values).toHaveProperty(name, false);

    for (const change of without) {
      const { values } = createSignals(settings)(toLogin(change));
      expect({ change, isAnswered: name in values }).toEqual({ change, isAnswered: false });
    }
  });

  it('covers every signal and every plain answer', () => {
    expect(Object.keys(cases).toSorted()).toEqual([...signalNames, ...plainAnswerNames].toSorted());
  });

  it.each([
    ['auth_strength', unmethodical],
    ['auth_age_s', [undated, { session: { authenticated_at: null } }]],
    ['mfa_age_s', [undated, pwdOnly]],
    ['session_age_s', [undated, { session: { created_at: {} } }]],
    [
      'idle_s',
      [
        undated,
        { session: { last_interacted_at: '2026-03-02T11:15:03.000Z' } },
        { ...readBefore, session: { last_interacted_at: '2026-03-02T11:00:00.000Z' } },
      ],
    ],
    ['client_count', [{ session: { clients: null } }]],
    ['auth0_risk', [{ details: { riskAssessment: { confidence: null } } }]],
  ] as readonly (readonly [FactName, readonly Change[]])[])('leaves the fact %s out', (name, without) => {
    for (const change of [...without, ...withoutSession]) {
      expect(toSignals(toLogin(change)).facts).not.toHaveProperty(name);
    }
  });
});
