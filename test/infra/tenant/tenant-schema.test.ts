import { describe, expect, it } from '@jest/globals';
import { toSecurityLakeTables } from '../../../functions/record/reference/security-lake-tables.ts';
import { securityLakeClassUids } from '../../../infra/security-lake.ts';

describe('securityLakeClassUids', () => {
  it('are those that there are tables for', () => {
    const tables = Object.entries(toSecurityLakeTables());

    expect(tables.length).toBeGreaterThan(0);
    for (const [, classes] of tables) {
      expect(
        Object.fromEntries(Object.entries(classes).map(([name, { classUid }]) => [name, classUid])),
      ).toEqual(securityLakeClassUids);
    }
  });
});
