import { describe, expect, it } from '@jest/globals';
import { type Given, makeRecord, makeRecords } from '../make-records.ts';

const session = { authentication: { methods: [{ name: 'mfa', type: 'otp' }] } };
const origin = {
  ip: '192.0.2.1',
  user_agent: 'curl/8',
  user_id: 'auth0|1',
  client_id: 'C1',
  connection: 'db',
};
const request = { details: { request: { method: 'PATCH', path: '/x' } } };

describe('downgrade', () => {
  it.each<[what: string, given: Given, expected: object]>([
    [
      '6008 becomes a Base Event',
      { type: 'fn', ocsfVersion: '1.3.0' },
      { class_uid: 0, category_uid: 0, type_uid: 99, class_name: 'Base Event' },
    ],
    [
      'Account Switch becomes Logon',
      { type: 'sdel', ocsfVersion: '1.3.0' },
      {
        type_uid: 300_201,
        type_name: 'Authentication: Logon',
        unmapped: { 'ocsf.account_switch_type': 'Impersonate' },
      },
    ],
    ['Preauth stays in 1.3.0', { type: 'pla', ocsfVersion: '1.3.0' }, { type_uid: 300_206 }],
    [
      'Preauth is Other in 1.1.0',
      { type: 'pla', ocsfVersion: '1.1.0' },
      { type_uid: 300_299, activity_name: 'Preauth' },
    ],
    [
      'Unlock is Other',
      { type: 'ublkdu', ocsfVersion: '1.3.0' },
      { type_uid: 300_199, activity_name: 'Unlock' },
    ],
    [
      'risk is moved',
      { type: 'sdel', ocsfVersion: '1.3.0' },
      { unmapped: { 'ocsf.risk_level': 'Low', 'ocsf.risk_level_id': '1' } },
    ],
    [
      'risk stays on findings',
      { type: 'limit_wc', session: { actor: { sub: 'a' } }, ocsfVersion: '1.3.0' },
      { risk_level: 'Low', action_id: 2 },
    ],
    [
      'what was only observed is Other',
      { type: 'pwd_leak', session: { actor: { sub: 'a' } }, ocsfVersion: '1.1.0' },
      { action_id: 99, action: 'Observed', unmapped: { 'ocsf.risk_details': 'delegated_session' } },
    ],
    [
      'factors and has_mfa are moved',
      { session, ocsfVersion: '1.3.0', data: { user_id: 'auth0|1' } },
      {
        unmapped: {
          'ocsf.user.has_mfa': 'true',
          'ocsf.auth_factors': expect.stringMatching(/^\[\{"factor_type_id":7/) as unknown,
        },
      },
    ],
    [
      'Service is Other',
      { type: 'seccft', data: { client_id: 'C1' }, ocsfVersion: '1.3.0' },
      { user: { type_id: 99, type: 'Service' } },
    ],
    [
      'LDAP is Other',
      { data: { strategy: 'ad' }, ocsfVersion: '1.3.0' },
      { auth_protocol_id: 99, auth_protocol: 'LDAP' },
    ],
    [
      'PATCH is moved',
      { type: 'sapi', data: request, ocsfVersion: '1.3.0' },
      { http_request: { url: { path: '/x' } }, unmapped: { 'ocsf.http_request.http_method': 'PATCH' } },
    ],
    [
      'the actor of 3004 is moved',
      { type: 'sscim', data: origin, ocsfVersion: '1.3.0' },
      {
        src_endpoint: { ip: '192.0.2.1' },
        unmapped: { 'ocsf.actor': expect.stringContaining('"uid":"auth0|1"') as unknown },
      },
    ],
    [
      'the origin of 3004 is moved in 1.1.0',
      { type: 'sui', data: origin, ocsfVersion: '1.1.0' },
      {
        entity: { type: 'User' },
        unmapped: { 'ocsf.src_endpoint': expect.any(String) as unknown, 'ocsf.entity.type_id': '2' },
      },
    ],
    [
      'the application is invoked_by in 1.1.0',
      { data: { client_id: 'C1', client_name: 'Portal' }, ocsfVersion: '1.1.0' },
      { actor: { invoked_by: 'Portal' }, unmapped: { 'ocsf.actor.app_uid': 'C1' } },
    ],
    [
      'an actor that is only a connection then is moved',
      { data: { client_id: 'C1', connection: 'db' }, ocsfVersion: '1.1.0' },
      { unmapped: { 'ocsf.actor.idp': '{"name":"db"}' } },
    ],
    [
      '6003 keeps an actor',
      { type: 'sapi', data: { client_id: 'C1' }, ocsfVersion: '1.1.0' },
      { actor: { invoked_by: 'unknown' } },
    ],
    [
      'coordinates are a pair in 1.1.0',
      {
        data: { ip: '192.0.2.1', location_info: { city_name: 'A', latitude: 1, longitude: 2 } },
        ocsfVersion: '1.1.0',
      },
      { src_endpoint: { location: { city: 'A', coordinates: [2, 1] } } },
    ],
    [
      'an odd e-mail address is moved in 1.1.0',
      { data: { user_name: "o'brien@example.com" }, ocsfVersion: '1.1.0' },
      { unmapped: { 'ocsf.user.email_addr': "o'brien@example.com" } },
    ],
    [
      'an enrichment points at what is left',
      { type: 'sui', session: {}, ocsfVersion: '1.3.0' },
      { enrichments: [{ name: 'metadata.correlation_uid' }, { name: 'metadata.correlation_uid' }] },
    ],
  ])('%s', (_what, given, expected) => {
    expect(makeRecord(given)).toMatchObject(expected);
  });

  it.each<[what: string, given: Given, path: string]>([
    ['profiles', { type: 'sdel', ocsfVersion: '1.3.0' }, 'metadata.profiles'],
    ['the ID twice', { ocsfVersion: '1.3.0' }, 'metadata.original_event_uid'],
    [
      'raw data beyond 65,535 characters',
      { rawData: true, data: { x: 'x'.repeat(65_536) }, ocsfVersion: '1.3.0' },
      'raw_data',
    ],
  ])('leaves out %s', (_what, given, path) => {
    expect(makeRecord(given)).not.toHaveProperty(path);
  });

  it('keeps raw data of any length in 1.8.0', () => {
    expect(makeRecord({ rawData: true, data: { x: 'x'.repeat(65_536) } })).toHaveProperty('raw_data');
  });

  it('keeps raw data of as many characters as older versions allow, and no more', () => {
    const lengthOf = (count: number) =>
      (
        makeRecord({ rawData: true, data: { x: 'x'.repeat(count) }, ocsfVersion: '1.3.0' })['raw_data'] as
          | string
          | undefined
      )?.length;
    const around = lengthOf(1)! - 1;

    expect([65_535, 65_536].map((length) => lengthOf(length - around))).toEqual([65_535, undefined]);
  });

  it('drops observables that point at nothing any more', () => {
    const { observables } = makeRecord({
      data: { ...origin, user_name: "o'brien@example.com" },
      ocsfVersion: '1.1.0',
    });

    expect((observables as { name: string }[]).map(({ name }) => name)).toEqual([
      'src_endpoint.ip',
      'user.name',
    ]);
  });

  it('points a finding at the older type', () => {
    const [, finding] = makeRecords({ type: 'sdel', findingFrom: 'low', ocsfVersion: '1.1.0' });

    expect(finding).toMatchObject({ finding_info: { related_events: [{ type_uid: 300_201 }] } });
  });
});
