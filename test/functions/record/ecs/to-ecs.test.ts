import { describe, expect, it } from '@jest/globals';
import { type Given, makeRecord, makeRecords } from '../make-records.ts';

const ecs = (given: Given) => makeRecord({ ...given, format: 'ecs' });

describe('toEcs', () => {
  it.each<[what: string, given: Given, event: object]>([
    [
      'a login',
      { type: 's' },
      { category: ['authentication', 'session'], type: ['start', 'info'], outcome: 'success' },
    ],
    ['a failed login', { type: 'fp' }, { category: ['authentication'], type: ['info'], outcome: 'failure' }],
    ['a logout', { type: 'slo' }, { category: ['authentication', 'session'], type: ['end', 'info'] }],
    ['an MFA prompt', { type: 'gd_start_auth' }, { category: ['authentication'], type: ['info'] }],
    ['a sign-up', { type: 'ss' }, { category: ['iam'], type: ['user', 'creation'] }],
    ['a deletion', { type: 'sdu' }, { category: ['iam'], type: ['user', 'deletion'] }],
    ['a failed change', { type: 'fcp' }, { category: ['iam'], type: ['user', 'info'] }],
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

  it('has no nulls, nothing empty, and no key that Elasticsearch refuses', () => {
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
    expect(JSON.stringify(ecs({ data: { details } }))).not.toMatch(/null|\{\}|\[\]/);
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
