import { securityLakeVersions } from '../ocsf/ocsf-version.ts';
import { ocsfClassesOf, ocsfFieldsOf, toClassKey } from './record-schemas.ts';
import { type Columns, toColumns } from './to-columns.ts';

export interface SecurityLakeTable {
  readonly classUid: number;
  readonly columns: Columns;
}

/**
 * By version of OCSF, one table for each class that records can have, by the class's name in snake case.
 *
 * infra/security-lake-tables.json is this, written down: what deploys imports nothing of what runs.
 */
export function toSecurityLakeTables(): Readonly<
  Record<string, Readonly<Record<string, SecurityLakeTable>>>
> {
  return Object.fromEntries(
    securityLakeVersions.map((version) => [
      version,
      Object.fromEntries(
        ocsfClassesOf(version).map((classUid) => [
          toClassKey(classUid),
          { classUid, columns: toColumns(ocsfFieldsOf(version, classUid)) },
        ]),
      ),
    ]),
  );
}
