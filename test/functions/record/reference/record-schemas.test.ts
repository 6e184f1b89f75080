import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createRecordMapper, type RecordOptions } from '../../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../../functions/record/event-model.ts';
import type { OcsfVersion } from '../../../../functions/record/ocsf/ocsf-version.ts';
import type { RecordFormat } from '../../../../functions/record/record-format.ts';
import { ecsFields } from '../../../../functions/record/reference/ecs-fields.ts';
import { rawFields } from '../../../../functions/record/reference/raw-fields.ts';
import { ocsfFieldsOf, toRecordSchemas } from '../../../../functions/record/reference/record-schemas.ts';
import type { JsonObject } from '../../../../functions/log-event/log-event.ts';
import { anyNetwork } from '../any-network.ts';
import { makeHostileInputs } from '../hostile-inputs.ts';
import { makeSomeRichInputs } from '../rich-inputs.ts';

const targets: readonly (readonly [RecordFormat, OcsfVersion, schema: string])[] = [
  ['ocsf', '1.8.0', 'ocsf-1.8.0.schema.json'],
  ['ocsf', '1.3.0', 'ocsf-1.3.0.schema.json'],
  ['ocsf', '1.1.0', 'ocsf-1.1.0.schema.json'],
  ['ecs', '1.8.0', 'ecs.schema.json'],
  ['raw', '1.8.0', 'raw.schema.json'],
];

const schemas = toRecordSchemas();
const rich = makeSomeRichInputs();
const hostile = makeHostileInputs();
/** Records of `rich`, by format and version: several tests read the same. */
const richRecords = new Map<string, JsonObject[]>();

function richRecordsOf(format: RecordFormat, ocsfVersion: OcsfVersion): JsonObject[] {
  const key = `${format} ${ocsfVersion}`;
  const records = richRecords.get(key) ?? makeRecords(rich, { format, ocsfVersion });
  richRecords.set(key, records);
  return records;
}

function makeRecords(inputs: readonly ModelInput[], options: RecordOptions): JsonObject[] {
  const toRecords = createRecordMapper({
    productVersion: '1.2.3',
    rawData: true,
    findingFrom: 'low',
    lookUpNetwork: anyNetwork,
    privacy: { sessionMetadata: ['plan'] },
    ...options,
  });
  return inputs.flatMap((input) => toRecords(input).map(({ line }) => JSON.parse(line) as JsonObject));
}

/** Field paths of a record as the reference writes them. */
function collectPaths(value: unknown, path: string, paths: Set<string>): void {
  paths.add(path);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const childPath = Array.isArray(value) ? path : path === '' ? key : `${path}.${key}`;
    collectPaths(
      child,
      Array.isArray(child) && child.some((item) => typeof item === 'object') ? `${childPath}[]` : childPath,
      paths,
    );
  }
}

function toPaths(records: readonly JsonObject[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const record of records) collectPaths(record, '', paths);
  return paths;
}

describe('toRecordSchemas', () => {
  describe.each(targets)('for %s %s', (format, ocsfVersion, name) => {
    // The first fault of a record is enough: a record is held against every class, and most are not its own.
    const validate = new Ajv2020({
      strict: true,
      strictTypes: false,
      strictRequired: false,
      inlineRefs: false,
      code: { optimize: false },
    }).compile(schemas.get(name) ?? false);

    it.each([
      ['of every type', rich, () => richRecordsOf(format, ocsfVersion)],
      ['of hostile input', hostile, () => makeRecords(hostile, { format, ocsfVersion })],
    ])('accepts records %s', (_of, inputs, recordsOf) => {
      const records = [
        ...recordsOf(),
        ...makeRecords(inputs.slice(0, 100), { format, ocsfVersion, textData: true }),
      ];

      const faults = records.flatMap((record) => (validate(record) ? [] : [validate.errors]));

      expect(records.length).toBeGreaterThan(0);
      expect(faults).toEqual([]);
    });

    it('refuses a field that is not listed', () => {
      const [record] = makeRecords(rich.slice(0, 1), { format, ocsfVersion });

      expect(validate({ ...record, surprise: true })).toBe(false);
    });
  });

  it.each(['1.8.0', '1.3.0', '1.1.0'] as const)(
    'lists no attribute that no record of OCSF %s has',
    (version) => {
      const records = richRecordsOf('ocsf', version);
      const classUids = new Set(records.map((record) => record['class_uid'] as number));
      const unused = [...classUids].flatMap((classUid) => {
        const paths = toPaths(records.filter((record) => record['class_uid'] === classUid));
        return (
          ocsfFieldsOf(version, classUid)
            // An administrator's full name is of few classes; it is listed with the user of all.
            .filter(({ path }) => !paths.has(path) && path !== 'user.full_name')
            .map(({ path }) => `${classUid} ${path}`)
        );
      });

      expect(unused).toEqual([]);
    },
  );

  it('lists no field that no ECS document has', () => {
    const paths = toPaths(richRecordsOf('ecs', '1.8.0'));

    expect(ecsFields.filter(({ path }) => !paths.has(path))).toEqual([]);
  });

  it('lists no field that no raw record has', () => {
    const paths = toPaths(richRecordsOf('raw', '1.8.0'));

    expect(rawFields.filter(({ path }) => !paths.has(`data.details.session_enricher.${path}`))).toEqual([]);
  });
});
