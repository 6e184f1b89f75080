import { describe, expect, it } from '@jest/globals';
import { type Given, makeRecord, makeRecords } from '../make-records.ts';

const ecs = (given: Given) => makeRecord({ ...given, format: 'ecs' });

describe('toEcs', () => {
  it.each<[what: string, given: Given, event: object]>([
    [
      'a login that begins its session',
      { type: 's', data: { details: { prompts: [{ name: 'prompt-authenticate' }] } } },
      { category: ['authentication', 'session'], type: ['start', 'info'], outcome: 'success' },
    ],
    [
      'a login as old as its session',
      { type: 's', session: { id: 'S1', created_at: '2026-03-02T11:15:00.000Z' } },
      { category: ['authentication', 'session'], type: ['start', 'info'] },
    ],
    [
      'a login that joins its session',
      {
        type: 's',
        data: { details: { prompts: [] } },
        session: { id: 'S1', created_at: '2026-03-02T08:00:05.120Z' },
      },
      { category: ['authentication'], type: ['start', 'info'], outcome: 'success' },
    ],
    [
      'a step-up',
      { type: 's', data: { details: { prompts: [{ name: 'mfa' }] } } },
      { category: ['authentication'] },
    ],
    ['a silent login', { type: 'ssa' }, { category: ['authentication'], type: ['start', 'info'] }],
    ['a token exchange', { type: 'secte' }, { category: ['authentication'], type: ['start', 'info'] }],
    ['a failed login', { type: 'fp' }, { category: ['authentication'], type: ['info'], outcome: 'failure' }],
    ['a logout', { type: 'slo' }, { category: ['authentication', 'session'], type: ['end', 'info'] }],
    ['an MFA prompt', { type: 'gd_start_auth' }, { category: ['authentication'], type: ['info'] }],
    ['a sign-up', { type: 'ss' }, { category: ['iam'], type: ['user', 'creation'] }],
    ['a deletion', { type: 'sdu' }, { category: ['iam'], type: ['user', 'deletion'] }],
    ['a failed change', { type: 'fcp' }, { category: ['iam'], type: ['user', 'change'], outcome: 'failure' }],
    [
      'a limit that is only watched',
      { type: 'api_limit', data: { details: { action: 'log' } } },
      { outcome: 'unknown', severity: 1 },
    ],
    [
      'a limit that was kept',
      { type: 'api_limit', data: { details: { action: 'block' } } },
      { outcome: 'failure', severity: 2 },
    ],
    ['a key', { type: 'kms_key_state_changed' }, { category: ['configuration'], type: ['change'] }],
    [
      'a group of SCIM',
      { type: 'sscim', data: { details: { request: { path: '/Groups/1' } } } },
      { category: ['iam'], type: ['group', 'change'] },
    ],
    ['SCIM about nobody', { type: 'sscim' }, { category: ['configuration'], type: ['change'] }],
    ['a member', { type: 'organization_member_added' }, { category: ['iam'], type: ['group', 'change'] }],
    ['an API call', { type: 'mgmt_api_read' }, { category: ['api'], type: ['access'] }],
    [
      'a call about users',
      { type: 'sapi', data: { details: { request: { method: 'delete', path: '/api/v2/users/auth0%7C1' } } } },
      { category: ['iam', 'api'], type: ['user', 'deletion'] },
    ],
    [
      'a call about roles',
      {
        type: 'sapi',
        data: {
          details: {
            request: { method: 'post', path: '/api/v2/roles' },
            response: { body: { id: 'rol_1' } },
          },
        },
      },
      { category: ['iam', 'api'], type: ['group', 'creation'] },
    ],
    [
      'a call about settings',
      { type: 'sapi', data: { details: { request: { method: 'patch', path: '/api/v2/tenants/settings' } } } },
      { category: ['configuration', 'api'], type: ['change'] },
    ],
    [
      'a blocked address',
      { type: 'limit_wc' },
      { kind: 'alert', category: ['intrusion_detection'], type: ['denied'], outcome: 'unknown' },
    ],
    ['a leaked password', { type: 'pwd_leak' }, { kind: 'alert', type: ['info'] }],
    [
      'a type nobody knows',
      { type: 'zz_future' },
      { kind: 'event', action: 'zz-future', outcome: 'unknown' },
    ],
  ])('classifies %s', (_what, given, event) => {
    expect(ecs(given)['event']).toMatchObject(event);
  });

  it('leaves out a category that ECS has no word for', () => {
    expect(ecs({ type: 'fn' })['event']).not.toHaveProperty('category');
  });

  it('has no nulls, empty lists and objects as text, and no key that Elasticsearch refuses', () => {
    const details = {
      none: null,
      list: [null, {}],
      '': 1,
      _: 2,
      '.a': 3,
      'b..c': 4,
      ok: [{ x: null, y: 1 }],
    };

    expect(ecs({ data: { details } })['auth0']).toMatchObject({
      event: { details: { __: 1, _: 2, '_.a': 3, 'b._.c': 4, ok: [{ y: 1 }] } },
    });
    expect(JSON.stringify(ecs({ data: { details } }))).not.toMatch(/null|:\{\}|:\[\]/);
    expect(ecs({ data: { details: { body: [], query: {} } } })['auth0']).toMatchObject({
      event: { details: { body: '[]', query: '{}' } },
    });
  });

  it('cuts what is too long for an index into pieces, and keeps all of it', () => {
    const long = 'é'.repeat(9_000);
    const { event } = ecs({ data: { details: { long, [`k.${long}`]: 'x' } } })['auth0'] as {
      event: { details: Record<string, unknown> };
    };
    const [key, entry] = Object.entries(event.details)[1] as [string, { key: string[]; value: string }];

    expect((event.details['long'] as string[]).map(({ length }) => length)).toEqual([4_096, 4_096, 808]);
    expect(key.length).toBeLessThan(256);
    expect(entry.key.join('')).toBe(`k.${long}`);
    expect(entry.value).toBe('x');
  });

  it('puts what of a session has another form than an index expects where any form is right', () => {
    const session = {
      created_at: { at: 1 },
      device: { last_ip: 'nowhere', last_asn: 7, initial_asn: '7' },
      actor: 'text',
      clients: [{ client_id: ['C1'] }],
      authentication: { methods: { name: 'pwd' } },
      session_metadata: 'text',
      custom: [],
    };

    expect(ecs({ session: session as unknown as NonNullable<Given['session']> })['auth0']).toMatchObject({
      session: {
        id: 'S1',
        device: { initial_asn: '7' },
        other: {
          created_at: { at: 1 },
          device: { last_ip: 'nowhere', last_asn: 7 },
          actor: 'text',
          clients: [{ client_id: ['C1'] }],
          authentication: { methods: { name: 'pwd' } },
          custom: '[]',
        },
      },
    });
  });

  it('keeps a date that reads otherwise than the timestamp', () => {
    expect(ecs({ data: { date: '2026-03-02T11:15:04.873Z' } })['auth0']).not.toHaveProperty('event.date');
    expect(ecs({ data: { date: '2026-03-02 11:15:04' } })['auth0']).toHaveProperty('event.date');
  });

  it('lists what to search a session by', () => {
    const session = {
      clients: [{ client_id: 'C1' }, null, {}],
      authentication: { methods: [{ name: 'pwd' }, { name: 'mfa', type: 'otp' }] },
    };

    expect(ecs({ session: session as Given['session'] & object })['auth0']).toMatchObject({
      session: { id: 'S1', client_ids: ['C1'], authentication: { method_names: ['pwd', 'mfa/otp'] } },
    });
  });

  it('keeps both IDs when Auth0 answers with another session', () => {
    const auth0 = ecs({ session: { id: 'S2' }, data: { details: { session_id: 'S1' } } })['auth0'];

    expect(auth0).toMatchObject({ session: { id: 'S2' }, event: { details: { session_id: 'S1' } } });
  });

  it('gives an alert that points at the event from the chosen risk level on', () => {
    const [, alert] = makeRecords({ type: 'sdel', findingFrom: 'low', format: 'ecs', rawData: true });

    expect(alert).toMatchObject({
      event: { id: 'L1:finding:delegated_session', kind: 'alert', category: ['intrusion_detection'] },
      rule: {
        uuid: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
        id: 'delegated_session',
        name: 'Session in which somebody acts as the user',
      },
      auth0: { finding: { event_id: 'L1' } },
    });
    expect(alert).not.toHaveProperty('auth0.event');
    expect(alert).not.toHaveProperty('event.original');
  });
});

describe('a call that names its own origin', () => {
  const request = { ip: '203.0.113.9', userAgent: 'curl/8.5.0', method: 'get', path: '/api/v2/users' };

  const type = 'mgmt_api_read';
  const lacking = { type, data: { ip: 'unknown', details: { request } } };
  const having = { type, data: { ip: '203.0.113.5', user_agent: 'okhttp/4.9', details: { request } } };

  it('stands for the address and program that the event lacks, in ECS', () => {
    expect(makeRecord({ ...lacking, format: 'ecs' })).toMatchObject({
      source: { ip: '203.0.113.9' },
      user_agent: { original: 'curl/8.5.0' },
      related: { ip: ['203.0.113.9'] },
      // Nobody's address, and not lost.
      auth0: { event: { ip: 'unknown' } },
    });
    expect(makeRecord({ ...having, format: 'ecs' })).toMatchObject({
      source: { ip: '203.0.113.5' },
      user_agent: { original: 'okhttp/4.9' },
    });
  });

  it('stands for them in OCSF', () => {
    expect(makeRecord(lacking)).toMatchObject({
      src_endpoint: { ip: '203.0.113.9' },
      http_request: { user_agent: 'curl/8.5.0' },
      unmapped: { 'auth0.ip': 'unknown' },
    });
    expect(makeRecord(having)).toMatchObject({ src_endpoint: { ip: '203.0.113.5' } });
  });

  it('names an AI agent by its own ID where Auth0 has none of it', () => {
    expect(makeRecord({ data: { external_agent_id: 'ext_1' }, format: 'ecs' })).toMatchObject({
      gen_ai: { agent: { id: 'ext_1' } },
    });
    expect(
      makeRecord({ data: { agent_id: 'agt_1', external_agent_id: 'ext_1' }, format: 'ecs' }),
    ).toMatchObject({ gen_ai: { agent: { id: 'agt_1' } }, auth0: { event: { external_agent_id: 'ext_1' } } });
  });
});

describe('a continent that is none', () => {
  it('stays where Auth0 has it, and is no field of the place', () => {
    const place = { country_code: 'NL', continent_code: 'ZZ' };
    const record = makeRecord({ data: { ip: '203.0.113.5', location_info: place }, format: 'ecs' });

    expect(record).toMatchObject({
      source: { geo: { country_iso_code: 'NL' } },
      auth0: { event: { location_info: { continent_code: 'ZZ' } } },
    });
    expect(record).not.toHaveProperty('source.geo.continent_code');
  });
});
