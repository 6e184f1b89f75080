import { describe, expect, it } from '@jest/globals';
import { toSecurityLakeTables } from '../../../../functions/record/reference/security-lake-tables.ts';
import { securityLakeVersions } from '../../../../functions/record/ocsf/ocsf-version.ts';
import { makeHostileInputs } from '../hostile-inputs.ts';
import { makeSomeRichInputs } from '../rich-inputs.ts';
import { findTableMisfits } from '../table-misfits.ts';

const [rich, hostile] = [makeSomeRichInputs(), makeHostileInputs()];

describe.each(securityLakeVersions)('toSecurityLakeTables, OCSF %s', (version) => {
  const found = findTableMisfits(rich, version);

  it('has a table for every class that records can have, and for no other', () => {
    expect(found.classUids.size).toBe(found.tables);
  });

  it('holds all of every record of every type, each value by its type', () => {
    expect(found.misfits).toEqual([]);
  });

  it('holds all of every record of hostile input, each value by its type', () => {
    expect(findTableMisfits(hostile, version).misfits).toEqual([]);
  });

  it('keeps times and free numbers in 64 bits, and free-form JSON as text', () => {
    const { authentication, api_activity: apiActivity } = toSecurityLakeTables()[version] ?? {};

    expect(authentication?.columns).toMatchObject({
      time: 'bigint',
      class_uid: 'int',
      unmapped: 'map<string,string>',
    });
    expect(authentication?.columns['enrichments']).toContain('data:string');
    expect(apiActivity?.columns['api']).toBe(
      'struct<operation:string,request:struct<uid:string,data:string>,response:struct<code:bigint,error:string,error_message:string,data:string>>',
    );
  });
});
