import { describe, expect, it } from '@jest/globals';
import { createSignals } from '../../../../functions/signals/create-signals.ts';
import { factNames, plainAnswerNames, signalNames } from '../../../../functions/signals/signal-names.ts';
import {
  parseSignalSettings,
  type SignalSettings,
} from '../../../../functions/signals/settings/signal-settings.ts';
import { agents, type Change, movesTo, notFound, toLogin } from '../login.ts';

const toSignals = createSignals();

const elsewhere = { ip: '203.0.113.77', asn: '64511' };
const clientId = 'ExampleClientId00000000000000001';
const anHourEarlier = Date.parse('2026-03-02T10:15:04.873Z');
const hijack = movesTo({ ...elsewhere, userAgent: agents.firefox });
const outside: Change = { event: { ip: '203.0.113.200', user_agent: agents.firefox } };
const travel: Change = {
  told: [{ type: 's', date: anHourEarlier, location_info: { latitude: 59.91, longitude: 10.75 } }],
  event: { location_info: { latitude: 1.35, longitude: 103.82 } },
};
const clients = (count: number): Change => ({
  session: {
    clients: [{ client_id: clientId }, ...Array.from({ length: count - 1 }, () => ({ client_id: 'c' }))],
  },
});

const toEvidence = (change: Change, settings: SignalSettings, signal: string) =>
  createSignals(settings)(toLogin(change)).evidence.find((entry) => entry.signal === signal);

describe('switches', () => {
  it.each([...signalNames, ...plainAnswerNames])('leave %s out of values, raised and evidence', (name) => {
    const block = createSignals({ disabled: [name] })(toLogin(hijack));

    expect(block.values).not.toHaveProperty(name);
    expect(block.raised).not.toContain(name);
    expect(block.evidence.map(({ signal }) => signal)).not.toContain(name);
  });

  it.each(factNames)('leave the fact %s out', (name) => {
    const idle: Change = {
      session: { last_interacted_at: '2026-03-02T11:00:00.000Z' },
      details: { riskAssessment: { confidence: 'low' } },
    };
    const left: Change = {
      device: { last_ip: elsewhere.ip, last_asn: elsewhere.asn },
      session: { last_interacted_at: '2026-03-02T11:16:00.000Z' },
    };
    const change = name === 'moved_later' ? left : idle;

    expect(toSignals(toLogin(change)).facts).toHaveProperty(name);
    expect(createSignals({ disabled: [name] })(toLogin(change)).facts).not.toHaveProperty(name);
  });

  it('weigh a signal otherwise', () => {
    const block = createSignals({ severity: { network_and_client_changed: 'low', asn_changed: 'high' } })(
      toLogin(hijack),
    );

    expect(block.evidence.map(({ signal, severity_id }) => [signal, severity_id])).toEqual([
      ['asn_changed', 4],
      ['network_and_client_changed', 2],
      ['user_agent_changed', 2],
      ['ip_changed', 1],
    ]);
  });

  it('leave a signal that an allow-list explains Informational, whatever it is set to', () => {
    const settings = { severity: { asn_changed: 'high' }, allow: { asns: [64_511] } } as const;

    expect(toEvidence(movesTo(elsewhere), settings, 'asn_changed')).toMatchObject({ severity_id: 1 });
  });

  it('count the step alone where a signal is switched to transitions', () => {
    const settings = { transitionOnly: ['network_and_client_changed'] };
    const there = {
      type: 'ssa',
      date: anHourEarlier,
      ip: elsewhere.ip,
      user_agent: agents.firefox,
    };
    const home = { type: 's', date: anHourEarlier, ip: '198.51.100.23', user_agent: agents.chrome };

    const first = toEvidence({ ...hijack, told: [home] }, settings, 'network_and_client_changed');
    const next = toEvidence({ ...hijack, told: [there] }, settings, 'network_and_client_changed');

    expect(first).toMatchObject({ severity_id: 4 });
    expect(next).toMatchObject({ severity_id: 1, continues: true, attack: [] });
  });

  it('take the weight of a signal with it, but not what is built on it', () => {
    const { raised, risk_level } = createSignals({ disabled: ['asn_changed'] })(toLogin(hijack));

    expect(raised).toEqual(['network_and_client_changed', 'user_agent_changed', 'ip_changed']);
    expect(risk_level).toBe('high');
    expect(createSignals({ disabled: ['asn_changed'] })(toLogin(movesTo(elsewhere))).risk_level).toBe('info');
  });
});

describe('thresholds', () => {
  it.each<[name: string, change: Change, setting: SignalSettings, stricter: SignalSettings]>([
    ['client_fanout', clients(4), {}, { clientFanoutThreshold: 4 }],
    ['impossible_travel', travel, { impossibleTravel: { km: 10_100 } }, { impossibleTravel: { km: 10_000 } }],
    [
      'impossible_travel',
      travel,
      { impossibleTravel: { kmh: 10_100 } },
      { impossibleTravel: { kmh: 10_000 } },
    ],
    ['auth_too_old', {}, { authTooOldSeconds: 11_699 }, { authTooOldSeconds: 11_698 }],
    ['mfa_too_old', {}, { mfaTooOldSeconds: 11_699 }, { mfaTooOldSeconds: 11_698 }],
    ['session_too_old', {}, { sessionTooOldSeconds: 11_699 }, { sessionTooOldSeconds: 11_698 }],
  ])('of %s decide where a yes begins', (name, change, setting, stricter) => {
    expect(createSignals(setting)(toLogin(change)).values).toHaveProperty(name, false);
    expect(createSignals(stricter)(toLogin(change)).values).toHaveProperty(name, true);
  });

  it('of idle_too_long decide where a yes begins', () => {
    const idle: Change = { session: { last_interacted_at: '2026-03-02T11:14:54.873Z' } };

    expect(createSignals({ idleTooLongSeconds: 10 })(toLogin(idle)).values).toHaveProperty(
      'idle_too_long',
      false,
    );
    expect(toEvidence(idle, { idleTooLongSeconds: 9 }, 'idle_too_long')).toMatchObject({
      fields: ['last_interacted_at', 'date'],
      before: '2026-03-02T11:14:54.873Z',
      after: '2026-03-02T11:15:04.873Z',
      age_s: 10,
      threshold_s: 9,
    });
  });

  it.each([
    'auth_too_old',
    'mfa_too_old',
    'session_too_old',
    'idle_too_long',
    'hosting_or_anonymous_network',
  ])('are off for %s until they are set', (name) => {
    const idle: Change = { session: { last_interacted_at: '2026-03-02T11:00:00.000Z' } };

    expect(createSignals({ hostingAsns: [] })(toLogin(idle)).values).not.toHaveProperty(name);
  });

  it('of session_gone decide how late a 404 still counts', () => {
    const gone = { outcome: notFound };

    expect(toEvidence(gone, { sessionGoneWithinSeconds: 14 }, 'session_gone')).toMatchObject({
      lag_ms: 13_131,
    });
    expect(createSignals({ sessionGoneWithinSeconds: 13 })(toLogin(gone)).values).not.toHaveProperty(
      'session_gone',
    );
  });

  it('of the hosting list turn hosting_or_anonymous_network on', () => {
    const settings = { hostingAsns: [64_511] };

    expect(createSignals(settings)(toLogin()).values).toHaveProperty('hosting_or_anonymous_network', false);
    expect(toEvidence(movesTo(elsewhere), settings, 'hosting_or_anonymous_network')).toMatchObject({
      severity_id: 2,
      before: '64496',
      after: '64511',
    });
  });
});

describe('allow-lists', () => {
  const hosting = { hostingAsns: [64_511] };
  const script = movesTo({ userAgent: agents.python });
  const otherClient: Change = { event: { client_id: 'another' } };
  const newClient: Change = { told: [{ type: 's', date: anHourEarlier, client_id: 'c' }] };

  it.each<[signal: string, change: Change, allow: NonNullable<SignalSettings['allow']>, entry: string]>([
    ['asn_changed', movesTo(elsewhere), { asns: [64_511] }, '64511'],
    ['asn_changed', movesTo(elsewhere), { asnPairs: [[64_511, 64_496]] }, '64511, 64496'],
    ['asn_changed', movesTo(elsewhere), { prefixes: ['203.0.113.0/24'] }, '203.0.113.0/24'],
    ['ip_changed', movesTo(elsewhere), { asnPairs: [[64_496, 64_511]] }, '64496, 64511'],
    ['ip_changed', movesTo({ ip: elsewhere.ip }), { prefixes: ['203.0.113.77'] }, '203.0.113.77'],
    ['hosting_or_anonymous_network', movesTo(elsewhere), { asns: [64_511] }, '64511'],
    ['impossible_travel', travel, { prefixes: ['198.51.100.0/24'] }, '198.51.100.0/24'],
    ['impossible_travel', travel, { asns: [64_496] }, '64496'],
    ['event_outside_session', outside, { prefixes: ['203.0.113.0/24'] }, '203.0.113.0/24'],
    ['event_outside_session', outside, { clientIds: [clientId] }, clientId],
    ['user_agent_changed', movesTo({ userAgent: agents.firefox }), { clientIds: [clientId] }, clientId],
    ['scripted_user_agent', script, { clientIds: [clientId] }, clientId],
    ['client_not_in_session', otherClient, { clientIds: ['another'] }, 'another'],
    ['new_client', newClient, { clientIds: [clientId] }, clientId],
  ])('leave %s true, make it Informational and name the entry', (signal, change, allow, entry) => {
    const settings = { ...hosting, allow };
    const { values } = createSignals(settings)(toLogin(change));

    expect(values).toHaveProperty(signal, true);
    expect(toEvidence(change, hosting, signal)).not.toHaveProperty('allowed');
    expect(toEvidence(change, settings, signal)).toMatchObject({ severity_id: 1, allowed: entry });
  });

  it.each<[name: string, change: Change, allow: NonNullable<SignalSettings['allow']>]>([
    ['network', hijack, { asns: [64_511] }],
    ['pair of networks', hijack, { asnPairs: [[64_496, 64_511]] }],
    ['prefix', hijack, { prefixes: ['203.0.113.0/24'] }],
    ['application', hijack, { clientIds: [clientId] }],
    ['network of the event', outside, { prefixes: ['203.0.113.0/24'] }],
    ['application of the event', outside, { clientIds: [clientId] }],
  ])('keep an explained %s out of network_and_client_changed', (_name, change, allow) => {
    expect(toSignals(toLogin(change)).values).toHaveProperty('network_and_client_changed', true);
    expect(createSignals({ allow })(toLogin(change)).values).toHaveProperty(
      'network_and_client_changed',
      false,
    );
  });

  it('keep an explained journey out of network_and_client_changed', () => {
    const change: Change = {
      ...travel,
      device: { last_user_agent: agents.firefox },
      event: { ...travel.event, user_agent: agents.firefox },
    };

    expect(toSignals(toLogin(change)).risk_level).toBe('high');
    expect(createSignals({ allow: { asns: [64_496] } })(toLogin(change)).risk_level).toBe('low');
  });

  it.each<[string, NonNullable<SignalSettings['allow']>]>([
    ['the network the session began in', { asns: [64_496] }],
    ['half a pair', { asnPairs: [[64_496, 64_500]] }],
    ['the prefix the session began in', { prefixes: ['198.51.100.0/24'] }],
    ['another application', { clientIds: ['another'] }],
  ])('do not take %s for an explanation', (_name, allow) => {
    expect(createSignals({ allow })(toLogin(hijack)).evidence).toEqual(toSignals(toLogin(hijack)).evidence);
  });
});

describe('parseSignalSettings', () => {
  const everything: SignalSettings = {
    disabled: ['ip_changed', 'mfa_used', 'client_count'],
    clientFanoutThreshold: 5,
    impossibleTravel: { km: 300, kmh: 900 },
    sessionGoneWithinSeconds: 60,
    authTooOldSeconds: 1,
    mfaTooOldSeconds: 1,
    sessionTooOldSeconds: 1,
    idleTooLongSeconds: 1,
    hostingAsns: [64_511],
    allow: {
      asns: [64_496],
      asnPairs: [[64_496, 64_511]],
      prefixes: ['203.0.113.0/24', '2001:db8::1'],
      clientIds: ['c'],
    },
  };

  it('accepts every setting, and none', () => {
    expect(parseSignalSettings(everything)).toEqual(everything);
    expect(parseSignalSettings({})).toEqual({});
  });

  it.each([
    [null, 'expected an object'],
    [[], 'expected an object'],
    [{ disable: ['ip_changed'] }, 'disable: not known'],
    [{ 'allow.asns': [64_496] }, 'allow.asns: not known'],
    [{ toString: 1 }, 'toString: not known'],
    [{ disabled: ['ip_change'] }, 'disabled: expected a list of names from docs/signals.md'],
    [{ disabled: 'ip_changed' }, 'disabled: expected'],
    [{ clientFanoutThreshold: 0 }, 'clientFanoutThreshold: expected a number above 0'],
    [{ impossibleTravel: 500 }, 'impossibleTravel: expected an object'],
    [{ impossibleTravel: { km: '500' } }, 'impossibleTravel.km: expected a number above 0'],
    [{ impossibleTravel: { mph: 500 } }, 'impossibleTravel.mph: not known'],
    [{ sessionGoneWithinSeconds: Number.NaN }, 'sessionGoneWithinSeconds: expected a number of seconds'],
    [{ authTooOldSeconds: -1 }, 'authTooOldSeconds: expected'],
    [{ mfaTooOldSeconds: null }, 'mfaTooOldSeconds: expected'],
    [{ sessionTooOldSeconds: '1' }, 'sessionTooOldSeconds: expected'],
    [{ idleTooLongSeconds: [] }, 'idleTooLongSeconds: expected'],
    [{ hostingAsns: ['AS64511'] }, 'hostingAsns: expected a list of numbers from 1 to 4294967294'],
    [{ hostingAsns: [0] }, 'hostingAsns: expected'],
    [{ allow: { asns: [4_294_967_295] } }, 'allow.asns: expected'],
    [{ allow: { asnPairs: [[64_496]] } }, 'allow.asnPairs: expected a list of pairs'],
    [{ allow: { asnPairs: [64_496, 64_511] } }, 'allow.asnPairs: expected'],
    [{ allow: { prefixes: ['203.0.113.0/33'] } }, 'allow.prefixes: expected a list of CIDR'],
    [{ allow: { clientIds: [''] } }, 'allow.clientIds: expected a list of client IDs'],
  ])('refuses %j', (settings, problem) => {
    expect(() => parseSignalSettings(settings)).toThrow(problem);
  });

  it('names every wrong key in one error, and no value', () => {
    const wrong = { typo: 'secret', allow: { clientIds: 'secret', prefixes: ['secret'] } };

    expect(() => parseSignalSettings(wrong)).toThrow(
      'wrong signal settings: typo: not known; allow.clientIds: expected a list of client IDs; allow.prefixes: expected a list of CIDR such as 203.0.113.0/24, or addresses',
    );
  });
});
