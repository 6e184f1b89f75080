import { describe, expect, it } from '@jest/globals';
import { createRecordMapper } from '../../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../../functions/record/event-model.ts';
import { createPrivacy, type Protect } from '../../../../functions/record/privacy/create-privacy.ts';
import type { PrivacyRules } from '../../../../functions/record/privacy/privacy-rules.ts';
import type { PrivacyAction } from '../../../../functions/record/privacy/privacy-action.ts';
import type { OcsfVersion } from '../../../../functions/record/ocsf/ocsf-version.ts';
import type { RecordFormat } from '../../../../functions/record/record-format.ts';
import type { SignalBlock } from '../../../../functions/signals/signal.ts';
import { loadExampleInput } from '../example-login.ts';

const formats: readonly (readonly [RecordFormat, OcsfVersion])[] = [
  ['ocsf', '1.8.0'],
  ['ocsf', '1.3.0'],
  ['ocsf', '1.1.0'],
  ['ecs', '1.8.0'],
  ['raw', '1.8.0'],
];

/** Canaries: values that occur nowhere but where a rule has to find them. */
const user = 'canary.user+tag@example.com';
const userId = 'auth0|canary"0001\\x';
const initialIp = '2001:DB8:CAFE:0:0::17';
const lastIp = '192.0.2.177';
const metadata = 'canary-metadata';
const sessionId = 'CanarySession0001';

const canaries = [
  'canary',
  'Canary',
  'CANARY',
  '2001:DB8:CAFE:0:0::17',
  '2001:db8:cafe::17',
  '192.0.2.177',
  '3004005006',
  'auth0%7C',
];

/** The example login with a canary everywhere that Auth0, or a customer's Action, may have put it. */
function plant(): ModelInput {
  const { event, outcome, signals } = loadExampleInput();
  const { session } = outcome;
  return {
    event: {
      ...event,
      sessionId,
      data: {
        ...event.data,
        user_name: user,
        user_id: userId,
        ip: lastIp,
        description: `Login of ${user.toUpperCase()} (${userId}) from ${lastIp}`,
        user_agent: `Mozilla/5.0 (${user})`,
        details: {
          session_id: sessionId,
          account: 3004005006,
          accounts: ['3004005006', 3004005006],
          session_metadata: { plan: metadata },
          request: {
            path: `/api/v2/users/${encodeURIComponent(userId)}?email=${encodeURIComponent(user)}`,
            body: JSON.stringify({ userId, ip: initialIp, note: `x${user}y` }),
            nested: { session_metadata: { plan: metadata } },
          },
          [`identity of ${user}`]: true,
          list: [user, { deep: [`${userId},${user}`] }],
        },
      },
    },
    outcome: {
      ...outcome,
      session: {
        ...session,
        id: sessionId,
        user_id: userId,
        device: { ...session?.device, initial_ip: initialIp, last_ip: lastIp, initial_asn: 'AS64496' },
        session_metadata: { plan: metadata },
        account: '3004005006',
      },
    },
    signals: {
      ...signals,
      evidence: [
        ...signals.evidence,
        {
          signal: 'ip_changed',
          severity_id: 1,
          attack: ['T1539'],
          fields: ['device.initial_ip', 'device.last_ip'],
          before: '2001:db8:cafe::17',
          after: lastIp,
          note: [user, 3004005006],
        },
      ],
    },
  };
}

function toRules(action: PrivacyAction): PrivacyRules {
  return {
    fields: {
      user_name: action,
      user_id: action,
      ip: action,
      'details.session_id': action,
      'details.account': action,
      'session.device.initial_ip': action,
    },
    hashKey: 'key',
  };
}

function createProtect(rules: PrivacyRules): Protect {
  return createPrivacy(rules) as Protect;
}

describe('createPrivacy', () => {
  describe.each(formats)('in %s %s', (format, ocsfVersion) => {
    it.each<PrivacyAction>(['hash', 'mask', 'drop', 'truncate_ip'])(
      'leaves no canary behind with %s',
      (action) => {
        const toRecords = createRecordMapper({
          format,
          ocsfVersion,
          rawData: true,
          findingFrom: 'low',
          privacy: toRules(action),
        });

        const text = toRecords(plant())
          .map(({ line }) => line)
          .join('\n');

        expect(canaries.filter((canary) => text.includes(canary))).toEqual([]);
      },
    );

    it('shows the canaries without rules, except session metadata', () => {
      const [record] = createRecordMapper({ format, ocsfVersion, rawData: true })(plant());

      expect(record?.line).toContain(user);
      expect(record?.line).not.toContain(metadata);
    });

    it('passes allowed session metadata on', () => {
      const privacy = { sessionMetadata: ['plan'] };

      const [record] = createRecordMapper({ format, ocsfVersion, privacy })(plant());

      expect(record?.line).toContain(metadata);
    });
  });

  it('gives one value one hash, wherever it stands', () => {
    const protect = createProtect({ fields: { user_id: 'hash' }, hashKey: 'key' });

    const { event, outcome } = protect(plant());

    expect(event.data['user_id']).toMatch(/^hash:[0-9a-f]{64}$/);
    expect(outcome.session?.user_id).toBe(event.data['user_id']);
  });

  it.each([
    ['İbrahim.Kaya@example.com', 'İbrahim.Kaya@example.com'],
    ['Ada@example.com', 'ADA@EXAMPLE.COM'],
  ])('finds %s where it stands as %s', (name, spelling) => {
    const protect = createProtect({ fields: { user_name: 'mask' } });
    const { event, outcome, signals } = plant();
    const data = { ...event.data, user_name: name, description: `Wrong password for ${spelling}.` };

    const { description } = protect({ event: { ...event, data }, outcome, signals }).event.data;

    expect(description).toBe('Wrong password for [masked].');
  });

  it('keys the hash', () => {
    const toHash = (hashKey: string) =>
      createProtect({ fields: { user_id: 'hash' }, hashKey })(plant()).event.data['user_id'];

    expect(toHash('one')).not.toBe(toHash('two'));
  });

  it('applies the stricter rule where two name the same value', () => {
    const protect = createProtect({ fields: { ip: 'truncate_ip', 'session.device.last_ip': 'mask' } });

    const { event, outcome } = protect(plant());

    expect([event.data['ip'], outcome.session?.device?.last_ip]).toEqual(['[masked]', '[masked]']);
  });

  it('covers everything beneath a path', () => {
    const { event } = createProtect({ fields: { details: 'drop' } })(plant());

    expect(event.data).not.toHaveProperty('details');
  });

  it('disguises short values in their own field alone', () => {
    const input = plant();
    const data = { ...input.event.data, user_name: 's', connection: 'sss', isMobile: true };
    const protect = createProtect({ fields: { user_name: 'mask', isMobile: 'mask' } });

    const { event } = protect({ ...input, event: { ...input.event, data } });

    expect(event.data).toMatchObject({
      user_name: '[masked]',
      isMobile: '[masked]',
      connection: 'sss',
      type: 's',
    });
  });

  it('does not let a user name hide the address, the type or the time', () => {
    const input = plant();
    const data = { ...input.event.data, user_name: lastIp, type: 'sapi', details: { name: 'sapi' } };
    const protect = createProtect({ fields: { user_name: 'mask', 'details.name': 'mask' } });

    const { event } = protect({ ...input, event: { ...input.event, data } });

    expect(event.data).toMatchObject({
      ip: lastIp,
      type: 'sapi',
      date: input.event.data['date'],
      user_name: '[masked]',
    });
  });

  it.each(['asn_changed', 'phishing_resistant', '3600', 'T1539', 'medium'])(
    'does not let the user name %s hide what signals say in words of ours',
    (name) => {
      const input = plant();
      const signals: SignalBlock = {
        ...input.signals,
        facts: { auth_strength: 'phishing_resistant', session_age_s: 3_600, auth0_risk: 'medium' },
        evidence: [
          { signal: 'asn_changed', severity_id: 3, attack: ['T1539'], before: name, after: 'other' },
        ],
      };
      const data = { ...input.event.data, user_name: name };
      const protect = createProtect({ fields: { user_name: 'mask' } });

      const shown = protect({ ...input, event: { ...input.event, data }, signals }).signals;

      expect(shown.facts).toEqual(signals.facts);
      expect(shown.evidence).toEqual([{ ...signals.evidence[0], before: '[masked]' }]);
    },
  );

  it('disguises what a fact says in the words of Auth0', () => {
    const input = plant();
    const facts = { auth0_risk: `low for ${user}`, session_age_s: 7 };

    const { signals } = createProtect({ fields: { user_name: 'mask' } })({
      ...input,
      signals: { ...input.signals, facts },
    });

    expect(signals.facts).toEqual({ auth0_risk: 'low for [masked]', session_age_s: 7 });
  });

  it.each<[action: PrivacyAction, shown: string]>([
    ['mask', '[masked]'],
    ['truncate_ip', '198.51.100.0'],
  ])('finds an IPv4 address that a rule names inside IPv6 (%s)', (action, shown) => {
    const input = plant();
    const data = {
      ...input.event.data,
      ip: '::ffff:198.51.100.23',
      details: { client_ip: '198.51.100.23', note: 'from 198.51.100.23:443' },
    };

    const { event } = createProtect({ fields: { ip: action } })({
      ...input,
      event: { ...input.event, data },
    });

    expect(event.data).toMatchObject({
      ip: shown,
      details: { client_ip: shown, note: `from ${shown}:443` },
    });
  });

  it('finds also a value of more than 1,000 characters inside a longer text', () => {
    const input = plant();
    const long = `canary ${'(x+)*'.repeat(250)}`;
    const data = { ...input.event.data, user_name: long, description: `Login of ${long}, twice ${long}` };

    const { event } = createProtect({ fields: { user_name: 'mask' } })({
      ...input,
      event: { ...input.event, data },
    });

    expect(event.data['description']).toBe('Login of [masked], twice [masked]');
  });

  it('keeps both of two keys that look alike once disguised', () => {
    const input = plant();
    const data = {
      ...input.event.data,
      details: { 'canary.user+tag@example.com': 1, 'CANARY.user+tag@example.com': 2 },
    };

    const { event } = createProtect({ fields: { user_name: 'mask' } })({
      ...input,
      event: { ...input.event, data },
    });

    expect(event.data['details']).toEqual({ '[masked]': 1, '[masked]_': 2 });
  });

  it.each<[rules: PrivacyRules, message: string]>([
    [{ fields: { user_name: 'hash' } }, 'privacy.fields["user_name"] is hash, which needs a hash key'],
    [
      { fields: { user_name: 'hash' }, hashKey: '' },
      'privacy.fields["user_name"] is hash, which needs a hash key',
    ],
    [
      { fields: { user_name: 'remove' as PrivacyAction } },
      'privacy.fields["user_name"] must be one of truncate_ip, hash, mask, drop, got "remove"',
    ],
    [{ fields: { 'details..ip': 'mask' } }, 'privacy.fields["details..ip"] must be a path such as user_name'],
    [
      { fields: { session: 'drop' } },
      'privacy.fields["session"]: name a field of the session, such as session.user_id',
    ],
    [{ fields: { log_id: 'mask' } }, 'privacy.fields["log_id"]: a record needs this field as it is'],
  ])('refuses rules that cannot be kept', (rules, message) => {
    expect(() => createPrivacy(rules)).toThrow(new Error(message));
  });
});
