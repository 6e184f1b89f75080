import { describe, expect, it } from '@jest/globals';
import {
  type ActivityRule,
  catalogue,
  type LogType,
  lookUpLogType,
  resolveActivity,
  sessionEventType,
} from '../../../functions/log-event/catalogue.ts';
import { mappedTypes } from '../../contracts/log-type-mapping.ts';
import { readLogTypeSchemas, readOcsfSchemas } from '../../contracts/schema-files.ts';

/** The words of the mapping table for a rule. */
function describeRule(rule: ActivityRule): string {
  if (rule.by === 'type') return `${rule.activity.id} ${rule.activity.name}`;
  return `${rule.by} ${[...rule.activities].map(([value, { id }]) => `${value} ${id}`).join(' ')} else ${rule.otherwise.id}`;
}

const typeOf = (code: string): LogType => {
  const logType = lookUpLogType(code);
  if (logType === undefined) throw new Error(`no log type ${code}`);
  return logType;
};

describe('catalogue', () => {
  it('has 185 types, each described', () => {
    expect(catalogue.size).toBe(185);
    for (const { description } of catalogue.values()) expect(description).toMatch(/^[A-Z].*[^.\s]$/);
  });

  it('knows nothing of the prototype and of a later day', () => {
    for (const code of ['__proto__', 'constructor', 'session_revoked', '', 'S']) {
      expect(lookUpLogType(code)).toBeUndefined();
    }
  });

  it('uses the captions of the ids', () => {
    const captions: Record<string, number> = { Unknown: 0, Success: 1, New: 1, Failure: 2 };
    for (const { statusId, status, classUid } of [...catalogue.values(), sessionEventType]) {
      expect(statusId).toBe(captions[status] ?? 99);
      expect(status === 'New').toBe(classUid === 2004);
    }
  });

  describe('held against the contracts', () => {
    it('maps each type as the mapping does', () => {
      const actual = [...catalogue.values()].map((type) => ({
        code: type.code,
        classUid: type.classUid,
        activity: describeRule(type.activity),
        status: `${type.statusId} ${type.status}`,
        severityId: type.severityId,
        statusDetail: type.statusDetail,
        hasSessionId: type.sessionIdExpected,
      }));

      expect(actual).toEqual(mappedTypes.map(({ olderVersions: _older, ...type }) => type));
    });

    it('has every type that Auth0 publishes a schema of, with its session IDs', () => {
      const schemas = Object.entries(readLogTypeSchemas());
      expect(schemas).toHaveLength(166);

      for (const [code, schema] of schemas) {
        const hasSessionId = JSON.stringify(schema).includes('"session_id"');
        expect([code, typeOf(code).sessionIdExpected]).toEqual([code, hasSessionId]);
      }
    });

    it("describes each type with the first words of Auth0's description", () => {
      const mended = ['fvr', 'gd_send_pn', 'gd_start_enroll_failed', 'pwd_leak', 'reset_pwd_leak', 'sercft'];
      const descriptions = Object.entries(readLogTypeSchemas()).flatMap(([code, { description }]) =>
        description === undefined ? [] : [[code, description] as const],
      );
      // The others are described on a page of Auth0's documentation alone.
      expect(descriptions).toHaveLength(134);

      for (const [code, description] of descriptions) {
        const { description: ours } = typeOf(code);
        const expected = mended.includes(code) ? ours.slice(0, 10) : ours;
        expect([code, description.slice(0, expected.length)]).toEqual([code, expected]);
      }
    });

    it('names activities as OCSF does', () => {
      const classes: Record<number, string> = {
        0: 'base_event',
        2004: 'detection_finding',
        3001: 'account_change',
        3002: 'authentication',
        3004: 'entity_management',
        3006: 'group_management',
        6003: 'api_activity',
        6008: 'application_error',
      };
      const schemas = readOcsfSchemas()['1.8.0'];
      for (const { code, classUid, activity } of catalogue.values()) {
        const { properties } = schemas?.$defs[`class:${classes[classUid]}`] ?? {};
        const captions = properties?.['activity_id']?.description?.split('; ') ?? [];
        const activities =
          activity.by === 'type'
            ? [activity.activity]
            : [...activity.activities.values(), activity.otherwise];
        const unnamed = activities.filter(
          ({ id, name }) => id !== 99 && !captions.includes(`${id}: ${name}`),
        );
        expect([code, unnamed]).toEqual([code, []]);
      }
    });
  });
});

describe('resolveActivity', () => {
  it.each<[code: string, details: unknown, name: string]>([
    ['s', { request: { method: 'DELETE' } }, 'Logon'],
    ['sapi', { request: { method: 'POST' } }, 'Create'],
    ['sapi', { request: { method: 'get' } }, 'Read'],
    ['sapi', { request: { method: 'PUT' } }, 'Update'],
    ['fapi', { request: { method: 'PATCH' } }, 'Update'],
    ['sscim', { request: { method: 'DELETE' } }, 'Delete'],
    ['sscim', { request: { method: 'HEAD' } }, 'Other'],
    ['sapi', { request: { method: 7 } }, 'Other'],
    ['sapi', { request: 'POST' }, 'Other'],
    ['sapi', 'POST', 'Other'],
    ['sapi', undefined, 'Other'],
    ['my_account_authentication_method_succeeded', { request: { method: 'POST' } }, 'MFA Factor Enable'],
    ['my_account_authentication_method_failed', { request: { method: 'DELETE' } }, 'MFA Factor Disable'],
    ['my_account_authentication_method_failed', { request: { method: 'PATCH' } }, 'MFA Factor Update'],
    ['ss_sso_info', { flow_type: 'create' }, 'Create'],
    ['ss_sso_info', { flow_type: 'update' }, 'Update'],
    ['ss_sso_info', {}, 'Update'],
  ])('reads %s with %j as %s', (code, details, name) => {
    expect(resolveActivity(typeOf(code), { type: code, details }).name).toBe(name);
  });

  it('is Session Observed for a bare session event', () => {
    expect(resolveActivity(sessionEventType, { session_id: 'S1' })).toEqual({
      id: 99,
      name: 'Session Observed',
    });
  });
});
