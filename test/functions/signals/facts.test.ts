import { describe, expect, it } from '@jest/globals';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { type Change, toLogin } from './login.ts';

const timestamp = '2026-03-02T08:00:00.000Z';

const toSignals = createSignals();

/** Completed before the event, unless a method says when, or that nobody knows. */
const toBlock = (...given: object[]) => {
  const methods = given.map((method) => ({ ...('name' in method && { timestamp }), ...method }));
  return toSignals(toLogin({ session: { authentication: { methods } } }));
};
const toFacts = (change: Change) => toSignals(toLogin(change)).facts;

describe('auth_strength, and the answers that go with it', () => {
  const mfa = (type?: string) => ({ name: 'mfa', ...(type !== undefined && { type }) });
  const named = (name: string) => ({ name });
  type Answer = boolean | undefined;

  it.each<[methods: object[], strength: string, mfaUsed: Answer, phishingResistant: Answer, single: Answer]>([
    [[named('pwd'), mfa('webauthn-roaming')], 'phishing_resistant', true, true, false],
    [[named('webauthn-platform')], 'phishing_resistant', false, true, false],
    [[named('passkey'), named('federated')], 'phishing_resistant', undefined, true, false],
    [[named('pwd'), mfa('push-notification')], 'mfa_strong', true, false, false],
    [[named('pwd'), mfa('otp')], 'mfa_strong', true, false, false],
    [[named('pwd'), mfa('totp')], 'mfa_strong', true, false, false],
    [[named('pwd'), mfa('duo'), mfa('sms')], 'mfa_strong', true, false, false],
    [[named('pwd'), mfa('sms')], 'mfa_weak', true, false, false],
    [[named('pwd'), mfa('voice')], 'mfa_weak', true, false, false],
    [[named('pwd'), mfa('phone')], 'mfa_weak', true, false, false],
    [[named('pwd'), mfa('email')], 'mfa_weak', true, false, false],
    [[named('pwd'), mfa('recovery-code')], 'mfa_weak', true, false, false],
    [[named('pwd'), mfa()], 'mfa_weak', true, undefined, false],
    [[named('pwd'), mfa('something-new')], 'mfa_weak', true, undefined, false],
    [[named('federated'), mfa('otp')], 'mfa_strong', true, undefined, false],
    [[named('federated'), named('pwd')], 'federated', undefined, undefined, undefined],
    [[named('https://example.com/own')], 'custom', undefined, undefined, undefined],
    [[named('mock'), named('pwd')], 'custom', undefined, undefined, undefined],
    [[named('sms')], 'single_factor', false, false, true],
    [[named('email')], 'single_factor', false, false, true],
    [[named('tel')], 'single_factor', false, false, true],
    [[named('phone_number')], 'single_factor', false, false, true],
    [[named('pwd')], 'single_factor', false, false, true],
  ])('%j is %s', (methods, strength, mfaUsed, phishingResistant, single) => {
    const { facts, values } = toBlock(...methods);

    expect(facts['auth_strength']).toBe(strength);
    expect([values['mfa_used'], values['phishing_resistant'], values['single_factor']]).toEqual([
      mfaUsed,
      phishingResistant,
      single,
    ]);
  });

  it('is not told by half a list, but for its top', () => {
    expect(toBlock(named('passkey'), {}).facts).toHaveProperty('auth_strength', 'phishing_resistant');
    expect(toBlock(mfa('otp'), {}).facts).not.toHaveProperty('auth_strength');
    expect(toBlock(mfa('otp'), {}).values).toMatchObject({ mfa_used: true, single_factor: false });
  });
});

describe('ages', () => {
  it.each([
    ['2026-03-02T11:15:04.873Z', 0],
    ['2026-03-02T11:15:03.874Z', 0],
    ['2026-03-02T11:15:03.873Z', 1],
    ['2026-03-02T11:15:09.873Z', 0],
    ['2026-03-02T11:15:09.874Z', undefined],
    [Date.parse('2026-03-02T11:14:04.873Z'), 60],
  ])('since %s are %s', (time, seconds) => {
    const facts = toFacts({ session: { authenticated_at: time, created_at: time } });

    expect([facts['auth_age_s'], facts['session_age_s']]).toEqual([seconds, seconds]);
  });

  it.each([
    ['2026-03-02T11:15:02.873Z', 2],
    ['2026-03-02T11:15:02.874Z', undefined],
    ['2026-03-02T11:15:05.000Z', undefined],
  ])('of idleness since %s are %s', (last_interacted_at, seconds) => {
    expect(toFacts({ session: { last_interacted_at } })['idle_s']).toBe(seconds);
  });

  it('of a second factor are those of the newest', () => {
    const { facts } = toBlock(
      { name: 'pwd', timestamp: '2026-03-02T11:15:03.000Z' },
      { name: 'mfa', type: 'otp', timestamp: '2026-03-02T11:14:04.873Z' },
      { name: 'mfa', type: 'sms', timestamp: Date.parse('2026-03-02T08:00:00.000Z') },
    );

    expect(facts['mfa_age_s']).toBe(60);
  });

  it('of a second factor are unknown when one has no time', () => {
    const { facts } = toBlock(
      { name: 'mfa', timestamp: '2026-03-02T11:14:04.873Z' },
      { name: 'mfa', timestamp: undefined },
    );

    expect(facts).not.toHaveProperty('mfa_age_s');
  });
});

describe('auth0_risk', () => {
  it.each<[string, Change, string | undefined]>([
    ['its place', { details: { riskAssessment: { confidence: 'neutral' } } }, 'neutral'],
    ['one level higher in mfar', { type: 'mfar', details: { confidence: 'low' } }, 'low'],
    ['nowhere else', { details: { confidence: 'low' } }, undefined],
  ])('is read from %s', (_place, change, risk) => {
    expect(toFacts({ ...change, outcome: { status: 'no_session_id' } })['auth0_risk']).toBe(risk);
  });
});

describe('persistent_cookie', () => {
  it.each<[string, Change, boolean | undefined]>([
    ['the session', { details: { session: { cookie: { mode: 'non-persistent' } } } }, true],
    [
      'the event',
      { details: { session: { cookie: { mode: 'persistent' } } }, session: { cookie: null } },
      true,
    ],
    ['neither', { session: { cookie: {} } }, undefined],
  ])('is told by %s', (_who, change, expected) => {
    expect(toSignals(toLogin(change)).values['persistent_cookie']).toBe(expected);
  });
});

describe('client_count', () => {
  it('counts none, too', () => {
    expect(toFacts({ session: { clients: [] } })['client_count']).toBe(0);
  });
});
