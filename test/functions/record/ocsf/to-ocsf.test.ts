import { describe, expect, it } from '@jest/globals';
import { makeRecord, makeRecords, type Given } from '../make-records.ts';

const pwd = { name: 'pwd', timestamp: '2026-03-02T08:00:00Z' };

describe('toOcsf', () => {
  it.each<[what: string, given: Given, expected: object]>([
    ['a login without a user', { data: {} }, { user: { name: 'unknown', type_id: 0, type: 'Unknown' } }],
    [
      'a login whose user has no name',
      { data: { user_id: 'auth0|1' } },
      { user: { uid: 'auth0|1', name: 'auth0|1', type_id: 1 } },
    ],
    [
      'a machine',
      { type: 'seccft', data: { client_id: 'C1', client_name: 'Export', user_id: '' } },
      { user: { uid: 'C1', name: 'Export', type_id: 4, type: 'Service' }, auth_protocol: 'OAUTH 2.0' },
    ],
    ['a destination, always', { data: {} }, { dst_endpoint: { svc_name: 'Auth0' } }],
    [
      'a phone',
      { data: { ip: '192.0.2.1', isMobile: true } },
      { src_endpoint: { ip: '192.0.2.1', type_id: 5, type: 'Mobile' } },
    ],
    ['an address that is none', { data: { ip: 'nowhere' } }, { unmapped: { 'auth0.ip': 'nowhere' } }],
    ['a host name that is none', { data: { hostname: 'a_b' } }, { unmapped: { 'auth0.hostname': 'a_b' } }],
    [
      'coordinates as text',
      { data: { ip: '192.0.2.1', location_info: { city_name: 'A', latitude: '52.370', longitude: '4.90' } } },
      {
        src_endpoint: { location: { city: 'A', lat: 52.37, long: 4.9 } },
        unmapped: { 'auth0.location_info.latitude': '52.370' },
      },
    ],
    [
      'a passkey',
      { session: { authentication: { methods: [{ name: 'passkey' }] } } },
      { is_mfa: false, auth_factors: [{ factor_type: 'WebAuthn' }] },
    ],
    [
      'a code by app after a password, in time order',
      {
        data: { user_id: 'auth0|1' },
        session: {
          authentication: { methods: [{ name: 'mfa', type: 'otp', timestamp: '2026-03-02T08:01:00Z' }, pwd] },
        },
      },
      {
        is_mfa: true,
        user: { has_mfa: true },
        auth_factors: [
          { factor_type_id: 11, provider: 'auth0' },
          { factor_type_id: 7, is_totp: true, provider: 'auth0' },
        ],
      },
    ],
    [
      'a second factor by its type',
      { type: 'gd_auth_succeed' },
      { is_mfa: true, activity_id: 6, activity_name: 'Preauth' },
    ],
    [
      'somebody acting as the user',
      { type: 'sdel', data: { details: { actor: { sub: 'auth0|9' } } } },
      { actor: { user: { uid: 'auth0|9' } }, account_switch_type_id: 2 },
    ],
    [
      'somebody acting by the session',
      { session: { actor: { sub: 'auth0|9' } } },
      { actor: { user: { uid: 'auth0|9' } } },
    ],
    ['a refresh token', { type: 'sertft' }, { authentication_token: { type_id: 4, type: 'Refresh Token' } }],
    [
      'a call of the Management API',
      {
        type: 'sapi',
        data: {
          user_id: 'auth0|1',
          details: { request: { method: 'delete', path: '/api/v2/users/7' }, response: { statusCode: 204 } },
        },
      },
      {
        class_uid: 6003,
        activity_name: 'Delete',
        api: { operation: 'DELETE /api/v2/users/7', response: { code: 204 } },
        http_request: { http_method: 'DELETE', url: { path: '/api/v2/users/7' } },
        src_endpoint: { name: 'unknown' },
        actor: { user: { uid: 'auth0|1' } },
        unmapped: { 'auth0.details.request.method': 'delete' },
      },
    ],
    [
      'a caller named in the request',
      {
        type: 'sapi',
        data: { details: { request: { auth: { user: { user_id: 'auth0|2', email: 'bob@example.com' } } } } },
      },
      {
        actor: { user: { uid: 'auth0|2', name: 'bob@example.com', email_addr: 'bob@example.com' } },
        api: { operation: 'sapi' },
      },
    ],
    [
      'a call by nobody',
      { type: 'api_limit' },
      { actor: { app_name: 'unknown' }, api: { operation: 'api_limit' } },
    ],
    [
      'a user of SCIM',
      {
        type: 'sscim',
        data: { details: { request: { method: 'PUT', path: '/scim/v2/connections/c/Users/7' } } },
      },
      { class_uid: 3004, activity_name: 'Update', entity: { uid: '7', type_id: 2, type: 'User' } },
    ],
    [
      'an entity that nobody names',
      { type: 'kms_key_state_changed' },
      { entity: { name: 'unknown', type: 'Encryption Key' } },
    ],
    ['a key', { type: 'kms_key_state_changed', data: { details: { id: 'k1' } } }, { entity: { uid: 'k1' } }],
    [
      'a member of an organization',
      { type: 'organization_member_added', data: { organization_id: 'org_1', user_id: 'auth0|1' } },
      { class_uid: 3006, group: { uid: 'org_1', type: 'organization' }, user: { uid: 'auth0|1' } },
    ],
    [
      'a blocked address',
      { type: 'limit_wc', data: { ip: '192.0.2.1', user_name: 'alice', description: 'Blocked' } },
      {
        class_uid: 2004,
        finding_info: {
          uid: 'L1',
          title:
            'An IP address is blocked because it reached the maximum failed login attempts into a single account',
          attacks: [{ technique: { uid: 'T1110' }, sub_technique: { uid: 'T1110.001' } }],
        },
        action: 'Denied',
        disposition: 'Blocked',
        metadata: { profiles: ['security_control'] },
        evidences: [{ actor: { user: { name: 'alice' } }, src_endpoint: { ip: '192.0.2.1' } }],
      },
    ],
    [
      'a type nobody knows',
      { type: 'zz_future', data: { user_id: 'auth0|1' } },
      {
        class_uid: 0,
        activity_id: 99,
        type_uid: 99,
        status_id: 0,
        severity_id: 1,
        unmapped: { 'auth0.user_id': 'auth0|1' },
      },
    ],
    [
      'a bare session event, by its session',
      {
        type: undefined,
        data: { sid: 'S1' },
        session: {
          user_id: 'auth0|1',
          device: { last_ip: '192.0.2.7', last_user_agent: 'curl/8', last_asn: '64496' },
        },
      },
      {
        class_uid: 3002,
        activity_name: 'Session Observed',
        user: { uid: 'auth0|1' },
        session: { uid: 'S1' },
        src_endpoint: { ip: '192.0.2.7', autonomous_system: { number: 64496 } },
        http_request: { user_agent: 'curl/8' },
      },
    ],
    [
      'no answer',
      { outcome: { status: 'rate_limited', reason: 'deadline' } },
      { enrichments: [{ data: { status: 'rate_limited', reason: 'deadline' } }] },
    ],
  ])('maps %s', (_what, given, expected) => {
    expect(makeRecord(given)).toMatchObject(expected);
  });

  it.each<[what: string, given: Given, path: string]>([
    [
      'is_mfa after a federated login',
      { session: { authentication: { methods: [{ name: 'federated' }] } } },
      'is_mfa',
    ],
    ['is_mfa without methods', { session: {} }, 'is_mfa'],
    ['has_mfa after a single factor', { session: { authentication: { methods: [pwd] } } }, 'user.has_mfa'],
    [
      'the network of another address',
      { data: { ip: '192.0.2.1' }, session: { device: { last_ip: '192.0.2.2', last_asn: '1' } } },
      'src_endpoint.autonomous_system',
    ],
    ['an actor that is a connection alone', { data: { connection: 'db' } }, 'actor'],
    ['a profile when nothing is raised', { session: {} }, 'metadata.profiles'],
    ['a session when there is none', {}, 'session'],
    ['a raw text that nobody asked for', {}, 'raw_data'],
  ])('leaves out %s', (_what, given, path) => {
    expect(makeRecord(given)).not.toHaveProperty(path);
  });

  it('leaves out signals when nothing is known, and says that there was no session to ask for', () => {
    expect(makeRecord({ type: 'zz_future' })).toMatchObject({
      enrichments: [{ type: 'auth0.session', data: { status: 'no_session_id' } }],
    });
  });

  it('keeps both of two leaves whose paths read the same', () => {
    const { unmapped } = makeRecord({ data: { details: { 'a.b': 1, a: { b: 2 } } } });

    expect(unmapped).toMatchObject({ 'auth0.details.a.b': '1', 'auth0.details.a.b#2': '2' });
  });

  it('gives a finding from the chosen risk level on', () => {
    const given: Given = { type: 'sdel', data: { user_id: 'auth0|1' } };

    expect(makeRecords({ ...given, findingFrom: 'medium' })).toHaveLength(1);
    expect(makeRecords({ ...given, findingFrom: 'low' })[1]).toMatchObject({
      class_uid: 2004,
      activity_name: 'Create',
      is_alert: true,
      metadata: { uid: 'L1:finding:delegated_session' },
      finding_info: {
        uid: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
        title: 'Session in which somebody acts as the user',
        types: ['delegated_session'],
        analytic: { uid: 'delegated_session' },
        related_events: [{ uid: 'L1', type_uid: 300_207 }],
      },
      severity_id: 2,
      evidences: [{ actor: { user: { uid: 'auth0|1' } } }],
    });
    expect(makeRecords({ ...given, findingFrom: 'low', format: 'raw' })).toHaveLength(1);
  });
});
