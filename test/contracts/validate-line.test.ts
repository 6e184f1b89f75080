import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseBody } from '../../functions/log-event/parse-body.ts';
import { createRecordMapper } from '../../functions/record/create-record-mapper.ts';
import { createSignals } from '../../functions/signals/create-signals.ts';
import { type Contract, contractOf } from './contract.ts';
import { findFaults, validateLine } from './validate-line.ts';

type AnyRecord = Record<string, unknown>;

/** A login with its session, as a record that keeps to the contract. */
function makeRecord(format: 'ocsf' | 'ecs' | 'raw'): AnyRecord {
  const read = (name: string) => readFileSync(new URL(`samples/${name}`, import.meta.url), 'utf8');
  const sessions = JSON.parse(read('sessions.json')) as { readonly id: string }[];
  for (const one of parseBody(read('log-events.ndjson'), { receivedAtMs: 1_800_000_000_000 })) {
    if (!one.ok || one.event.type !== 's') continue;
    const { event } = one;
    const session = sessions.find(({ id }) => id === event.sessionId);
    if (session === undefined) continue;
    const outcome = { status: 'enriched', source: 'api', fetchedAtMs: 1_800_000_000_000, session } as const;
    const signals = createSignals()({ event, outcome });
    const [record] = createRecordMapper({ format, ocsfVersion: '1.8.0' })({ event, outcome, signals });
    return JSON.parse(record!.line) as AnyRecord;
  }
  throw new Error('the samples have no login whose session is among the sessions');
}

/** Sets what a path such as `user.uid` leads to; undefined takes it away. */
function change(record: AnyRecord, path: string, value: unknown): string {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let object = record;
  for (const key of keys) object = (object[key] ??= {}) as AnyRecord;
  object[last] = value;
  return JSON.stringify(record);
}

describe('validateLine', () => {
  it.each(['ocsf', 'ecs', 'raw'] as const)('has nothing against a record in %s', (format) => {
    expect(validateLine(JSON.stringify(makeRecord(format)), contractOf(format, '1.8.0'))).toEqual([]);
  });

  it.each<[what: string, path: string, value: unknown, fault: string]>([
    ['no class', 'class_uid', undefined, '/class_uid is required'],
    ['a class without schema', 'class_uid', 1, '/class_uid no OCSF 1.8.0 schema for class 1'],
    ['a class of another kind', 'class_uid', {}, '/class_uid no OCSF 1.8.0 schema for class object'],
    ['an attribute missing', 'metadata.product', undefined, '/metadata/product is required'],
    ['none of some attributes', 'user', {}, '/user must have at least one of: '],
    ['an attribute of nobody', 'user.zz', 1, '/user/zz is not an attribute of '],
    ['an id outside of the list', 'severity_id', 77, '/severity_id must be one of 0,1,2,3,4,5,6,99 (is 77)'],
    ['another version', 'metadata.version', '1.7.0', '/metadata/version must be "1.8.0" (is "1.7.0")'],
    ['a value of another kind', 'message', 5, '/message must be string (is number)'],
    ['a pattern unmet', 'user.email_addr', 'x', '/user/email_addr is not a valid '],
    ['null', 'message', null, '/message must not be null'],
    ['null where nothing is known', 'zz', { a: [null] }, '/zz/a/0 must not be null'],
    ['a time in seconds', 'time', 1_789_362_000, '/time must be milliseconds since 1970'],
    ['a time as text', 'time', 'now', '/time must be an integer'],
    ['an address that is none', 'src_endpoint.ip', '203x0x113x77', '/src_endpoint/ip is not an IP address'],
    ['a type_uid of another activity', 'type_uid', 300_299, '/type_uid must be 300201'],
    [
      'a caption of another id',
      'activity_name',
      'Logoff',
      '/activity_name must be "Logon" for activity_id 1',
    ],
    ['a profile undeclared', 'cloud', { provider: 'x' }, '/cloud belongs to profile cloud'],
    ['an attribute that OCSF gave up', 'user.credential_uid', 'x', '/user/credential_uid is deprecated'],
    [
      'an observable of nothing',
      'observables',
      [{ name: 'zz.a', type_id: 1 }],
      '/observables/0/name points at nothing',
    ],
    [
      'an observable of another value',
      'observables',
      [{ name: 'class_uid', type_id: 1, value: '1' }],
      '/observables/0/value is "1", but class_uid is "3002"',
    ],
    [
      'an observable of an object with a value',
      'observables',
      [{ name: 'user', type_id: 1, value: '1' }],
      '/observables/0/value must be left out',
    ],
  ])('finds in OCSF: %s', (_what, path, value, fault) => {
    const faults = validateLine(change(makeRecord('ocsf'), path, value), 'ocsf 1.8.0');

    expect(faults).toContainEqual(expect.stringContaining(fault));
  });

  it.each<[what: string, path: string, value: unknown, fault: string]>([
    ['a field missing', '@timestamp', undefined, '/@timestamp is required'],
    ['a field of nobody', 'user.zz', 1, '/user/zz is not an ECS field: user.zz'],
    ['a value where an object stands', 'user', 'x', '/user must be an object (is string)'],
    ['one value where ECS has a list', 'event.category', 'iam', '/event/category must be an array'],
    ['a list where ECS has one value', 'event.kind', ['event'], '/event/kind must be a single value'],
    ['a value outside of the list', 'event.kind', 'x', '/event/kind must be one of '],
    ['a time that is none', '@timestamp', 'now', '/@timestamp must be an ISO 8601 date and time with offset'],
    ['a number as text', 'source.port', '1', '/source/port must be an integer (is "1")'],
    ['an address that is none', 'source.ip', 'x', '/source/ip must be an IP address (is "x")'],
    ['a place beyond the pole', 'source.geo.location', { lat: 91, lon: 0 }, 'must be { lat, lon }'],
    ['a type of another category', 'event.type', ['protocol'], '/event/type "protocol" is not expected'],
    ['null', 'message', null, '/message must not be null'],
    ['null among our own', 'auth0', { a: [null] }, '/auth0/a/0 must not be null'],
  ])('finds in ECS: %s', (_what, path, value, fault) => {
    const faults = validateLine(change(makeRecord('ecs'), path, value), 'ecs');

    expect(faults).toContainEqual(expect.stringContaining(fault));
  });

  it('finds what breaks our own schema of raw records', () => {
    expect(validateLine(change(makeRecord('raw'), 'enrichment.status', 7), 'raw')).not.toEqual([]);
  });

  it('knows no version without schemas', () => {
    expect(() => validateLine('{}', 'ocsf 0.9.0')).toThrow(
      'no schemas of OCSF 0.9.0; there are 1.1.0, 1.3.0, 1.8.0',
    );
  });
});

describe('findFaults', () => {
  it('numbers the lines', () => {
    const contract: Contract = 'ecs';

    expect(findFaults(['[]', '{', '7'], contract)).toEqual([
      'line 1: / must be a JSON object (is array)',
      'line 2: / is not JSON',
      'line 3: / must be a JSON object (is number)',
    ]);
  });
});
