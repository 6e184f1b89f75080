import { describe, expect, it } from '@jest/globals';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { type FactName, plainAnswerNames, signalNames } from '../../../functions/signals/signal-names.ts';
import { type Change, notFound, toLogin } from './login.ts';

const toSignals = createSignals();

const settings = {
  hostingAsns: [64_511],
  authTooOldSeconds: 1e6,
  mfaTooOldSeconds: 1e6,
  sessionTooOldSeconds: 1e6,
  idleTooLongSeconds: 1e6,
};

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
const undated: Change = { event: { date: 'yesterday' } };
const unmethodical: readonly Change[] = [
  { session: { authentication: undefined } },
  { session: { authentication: { methods: [] } } },
  { session: { authentication: { methods: null } } },
  { session: { authentication: { methods: [null] } } },
  { session: { authentication: { methods: [{ name: 'pwd' }, { name: null }] } } },
];
const pwdOnly: Change = { session: { authentication: { methods: [{ name: 'pwd' }] } } };
const somewhere = { latitude: 59.91, longitude: 10.75 };
const earlier = { occurredAtMs: Date.parse('2026-03-02T10:15:04.873Z'), ...somewhere };
const before = { ...earlier, clientIds: ['ExampleClientId00000000000000001'] };
const nowhere = { occurredAtMs: earlier.occurredAtMs };

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
      { device: { last_asn: undefined, last_ip: undefined, last_user_agent: undefined } },
    ],
  },
  asn_changed: { without: [...withoutSession, ...noDevice('initial_asn', 'last_asn')] },
  ip_changed: { without: [...withoutSession, ...noDevice('initial_ip', 'last_ip')] },
  user_agent_changed: {
    without: [...withoutSession, ...noDevice('initial_user_agent', 'last_user_agent')],
  },
  scripted_user_agent: {
    without: [...withoutSession, ...noDevice('initial_user_agent', 'last_user_agent')],
  },
  impossible_travel: {
    base: { earlier, event: { location_info: somewhere } },
    without: [
      { event: { location_info: somewhere } },
      { earlier },
      { earlier, event: { location_info: { latitude: 1 } } },
      { earlier, event: { location_info: { latitude: '1°', longitude: '2°' } } },
      { earlier, event: { location_info: { latitude: 91, longitude: 2 } } },
      { earlier: nowhere, event: { location_info: somewhere } },
      { earlier: { ...earlier, occurredAtMs: Number.NaN }, event: { location_info: somewhere } },
      { earlier, event: { location_info: somewhere, date: null } },
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
      { session: { authentication: { methods: [{ name: 'pwd' }, { name: 'mfa' }] } } },
    ],
  },
  client_fanout: {
    without: [...withoutSession, { session: { clients: undefined } }, { session: { clients: {} } }],
  },
  new_client: {
    base: { earlier: before },
    without: [{}, { earlier: nowhere }, { earlier: before, event: { client_id: undefined } }],
  },
  hosting_or_anonymous_network: { without: [...withoutSession, ...noDevice('last_asn')] },
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
      { session: { authentication: { methods: [{ name: 'federated' }] } } },
      { session: { authentication: { methods: [{ name: 'pwd' }, { name: 'https://example.com/own' }] } } },
    ],
  },
  phishing_resistant: {
    without: [
      ...withoutSession,
      ...unmethodical,
      { session: { authentication: { methods: [{ name: 'pwd' }, { name: 'federated' }] } } },
      { session: { authentication: { methods: [{ name: 'pwd' }, { name: 'mfa' }] } } },
    ],
  },
  single_factor: {
    without: [
      ...withoutSession,
      ...unmethodical,
      { session: { authentication: { methods: [{ name: 'pwd' }, { name: 'mock' }] } } },
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
