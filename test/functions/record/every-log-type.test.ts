import { describe, expect, it } from '@jest/globals';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import { type OcsfVersion, securityLakeVersions } from '../../../functions/record/ocsf/ocsf-version.ts';
import type { RecordFormat } from '../../../functions/record/record-format.ts';
import { contractOf } from '../../contracts/contract.ts';
import { mappedTypes } from '../../contracts/log-type-mapping.ts';
import { readLogTypeSchemas } from '../../contracts/schema-files.ts';
import { findFaults } from '../../contracts/validate-line.ts';
import { someOrAll } from '../../support/thorough.ts';
import { makeInputsOfEveryType } from './every-type-inputs.ts';
import { findLost } from './leaves.ts';
import { findTableMisfits } from './table-misfits.ts';

/** Events of each type; half of them with every property of the type's schema. `RECORD_CASES=100` makes more. */
const casesPerType = Number(process.env['RECORD_CASES'] ?? someOrAll(2, 50));

const targets: readonly (readonly [RecordFormat, OcsfVersion])[] = [
  ['ocsf', '1.8.0'],
  ['ocsf', '1.3.0'],
  ['ocsf', '1.1.0'],
  ['ecs', '1.8.0'],
  ['raw', '1.8.0'],
];

const schemas = readLogTypeSchemas();

describe('records of every log type', () => {
  const inputs = makeInputsOfEveryType(casesPerType);
  /** Read by two tests each, by format and version. */
  const mainRecords = new Map<string, [ModelInput, unknown][]>();

  function mainRecordsOf(format: RecordFormat, ocsfVersion: OcsfVersion): [ModelInput, unknown][] {
    const key = `${format} ${ocsfVersion}`;
    const toRecords = createRecordMapper({ format, ocsfVersion, privacy: { sessionMetadata: ['plan'] } });
    const records =
      mainRecords.get(key) ??
      inputs.map((input): [ModelInput, unknown] => [input, JSON.parse(toRecords(input)[0]!.line)]);
    // The others are read once, and not worth keeping.
    if (format === 'ocsf' && ocsfVersion !== '1.8.0') mainRecords.set(key, records);
    return records;
  }

  it('covers every published type', () => {
    expect(new Set(inputs.map(({ event }) => event.type))).toEqual(new Set(Object.keys(schemas)));
  });

  it.each(targets)(
    'are valid in %s %s',
    (format, ocsfVersion) => {
      const lines = toLines(inputs, format, ocsfVersion);

      expect(findFaults(lines, contractOf(format, ocsfVersion))).toEqual([]);
    },
    300_000,
  );

  it.each(['1.3.0', '1.1.0'] as const)(
    'fall back to class and activity of the mapping in OCSF %s',
    (version) => {
      const expected = new Map(mappedTypes.map(({ code, olderVersions }) => [code, olderVersions[version]]));

      const others = mainRecordsOf('ocsf', version).flatMap(([{ event }, main]) => {
        const { type } = event;
        const record = main as { class_uid: number; activity_id: number };
        const actual = [record.class_uid, record.activity_id];
        const wanted = expected.get(type ?? '') ?? actual;
        return actual.join('/') === wanted.join('/') ? [] : [`${type} is ${actual.join('/')}`];
      });

      expect(others).toEqual([]);
      expect([...expected.values()].filter(Boolean).length).toBeGreaterThan(5);
    },
  );

  it.each(securityLakeVersions)('fit the tables of Security Lake, OCSF %s', (version) => {
    expect(findTableMisfits(inputs, version).misfits).toEqual([]);
  });

  it.each(targets)('lose no leaf of event or session in %s %s', (format, ocsfVersion) => {
    const lost = mainRecordsOf(format, ocsfVersion).flatMap(([input, record]) => {
      return findLost({ event: input.event.data, session: input.outcome.session }, record).map(
        (leaf) => `${input.event.type}${leaf}`,
      );
    });

    // Raw puts what it adds into `details`, which then is no longer empty.
    expect(lost.filter((leaf) => format !== 'raw' || !leaf.endsWith('.event.details: {}'))).toEqual([]);
  });
});

function toLines(inputs: readonly ModelInput[], format: RecordFormat, ocsfVersion: OcsfVersion): string[] {
  const toRecords = createRecordMapper({
    format,
    ocsfVersion,
    findingFrom: 'medium',
    productVersion: '1.2.3',
    rawData: ocsfVersion === '1.3.0',
  });
  return inputs.flatMap((input) => toRecords(input).map(({ line }) => line));
}
