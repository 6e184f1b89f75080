import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  type ActivityRule,
  catalogue,
  type LogType,
  lookUpLogType,
  resolveActivity,
  sessionEventType,
} from '../../../functions/log-event/catalogue.ts';

const contracts = new URL('../../../../shared/contracts/', import.meta.url);
const isHere = existsSync(contracts);
const skipped = isHere ? '' : ' (skipped: ../shared/contracts is not here)';

function readTable(name: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(new URL(name, contracts), 'utf8').trimEnd().split('\n');
  const keys = header.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, index) => [keys[index], cell])));
}

/** The words of the mapping table for a rule. */
function describeRule(rule: ActivityRule): string {
  if (rule.by === 'type') return `${rule.activity.id} ${rule.activity.name}`;
  return `${rule.by} ${[...rule.activities].map(([value, { id }]) => `${value} ${id}`).join(' ')} else ${rule.otherwise.id}`;
}

const described: Record<string, string> = {
  'by details.request.method: POST 1, GET 2, PUT and PATCH 3, DELETE 4, else 99':
    'details.request.method POST 1 GET 2 PUT 3 PATCH 3 DELETE 4 else 99',
  'by details.request.method: POST 10, DELETE 11, else 99':
    'details.request.method POST 10 DELETE 11 else 99',
  'by details.flow_type: create 1, else 3': 'details.flow_type create 1 else 3',
};

const typeOf = (code: string): LogType => {
  const logType = lookUpLogType(code);
  if (logType === undefined) throw new Error(`no log type ${code}`);
  return logType;
};

describe('catalogue', () => {
  it('has 174 types, each described', () => {
    expect(catalogue.size).toBe(174);
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

  const here = isHere ? describe : describe.skip;
  here(`held against the contracts${skipped}`, () => {
    it('maps each type as the mapping table does', () => {
      const expected = readTable('auth0-ocsf-mapping.tsv').map((row) => ({
        code: row['auth0_type'],
        classUid: Number(row['class_uid']),
        activity: described[row['activity'] ?? ''] ?? `${row['activity_id']} ${row['activity']}`,
        status: `${row['status_id']} ${row['status']}`,
        severityId: Number(row['severity_id']),
        statusDetail: row['status_detail'] === '' ? undefined : row['status_detail'],
        sessionIdExpected: row['session_id_path'] !== '',
      }));

      const actual = [...catalogue.values()].map((type) => ({
        code: type.code,
        classUid: type.classUid,
        activity: describeRule(type.activity),
        status: `${type.statusId} ${type.status}`,
        severityId: type.severityId,
        statusDetail: type.statusDetail,
        sessionIdExpected: type.sessionIdExpected,
      }));
      expect(actual).toEqual(expected);
    });

    it('has every type that Auth0 publishes a schema of, with its session IDs', () => {
      const files = readdirSync(new URL('auth0/log-types/', contracts));
      const codes = files.map((file) => file.replace('.schema.json', ''));
      expect(codes).toHaveLength(166);

      for (const code of codes) {
        const schema = readFileSync(new URL(`auth0/log-types/${code}.schema.json`, contracts), 'utf8');
        expect([code, typeOf(code).sessionIdExpected]).toEqual([code, schema.includes('"session_id"')]);
      }
    });

    it("describes each type with the first words of Auth0's description", () => {
      const mended = ['fvr', 'gd_send_pn', 'gd_start_enroll_failed', 'pwd_leak', 'reset_pwd_leak', 'sercft'];
      for (const { type = '', description = '' } of readTable('auth0/log-types.tsv')) {
        const { description: ours } = typeOf(type);
        const expected = mended.includes(type) ? ours.slice(0, 10) : ours;
        expect([type, description.slice(0, expected.length)]).toEqual([type, expected]);
      }
    });

    it('names activities as OCSF does', () => {
      const files: Record<number, string> = {
        0: 'base_event',
        2004: 'detection_finding',
        3001: 'account_change',
        3002: 'authentication',
        3004: 'entity_management',
        3006: 'group_management',
        6003: 'api_activity',
        6008: 'application_error',
      };
      for (const { code, classUid, activity } of catalogue.values()) {
        const path = `ocsf/1.8.0/${files[classUid]}.schema.json`;
        const schema = JSON.parse(readFileSync(new URL(path, contracts), 'utf8')) as {
          properties: { activity_id: { description: string } };
        };
        const captions = schema.properties.activity_id.description.split('; ');
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
