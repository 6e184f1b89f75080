import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import { toSecurityLakeTables } from '../../../functions/record/reference/security-lake-tables.ts';
import type { securityLakeVersions } from '../../../functions/record/ocsf/ocsf-version.ts';
import { anyNetwork } from './any-network.ts';
import { findMisfits, type HiveType, parseHiveType } from './hive-types.ts';

type Version = (typeof securityLakeVersions)[number];

/** The rows of the tables as types, by class. */
function toRowTypes(version: Version): ReadonlyMap<number | undefined, HiveType> {
  return new Map(
    Object.values(toSecurityLakeTables()[version] ?? {}).map(({ classUid, columns }) => [
      classUid,
      {
        kind: 'struct',
        fields: new Map(Object.entries(columns).map(([name, type]) => [name, parseHiveType(type)])),
      },
    ]),
  );
}

/** What of one record its table could not hold. */
export function findRowMisfits(record: unknown, version: Version, classUid: number | undefined): string[] {
  const row = toRowTypes(version).get(classUid);
  return row === undefined ? [`${classUid}: no table`] : findMisfits(record, row, `${classUid}`);
}

/** What of the records of these inputs the tables of Security Lake could not hold, and the classes that were seen. */
export function findTableMisfits(inputs: readonly ModelInput[], version: Version) {
  const rows = toRowTypes(version);
  const toRecords = createRecordMapper({
    format: 'ocsf',
    ocsfVersion: version,
    textData: true,
    rawData: true,
    findingFrom: 'low',
    lookUpNetwork: anyNetwork,
    productVersion: '1.2.3',
  });
  const records = inputs.flatMap((input) => toRecords(input));
  const misfits = records.flatMap(({ line, classUid }) => {
    const row = rows.get(classUid);
    return row === undefined ? [`${classUid}: no table`] : findMisfits(JSON.parse(line), row, `${classUid}`);
  });
  return {
    misfits: [...new Set(misfits)],
    classUids: new Set(records.map(({ classUid }) => classUid)),
    tables: rows.size,
  };
}
