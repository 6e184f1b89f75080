import { describe, expect, it } from '@jest/globals';
import { toSecurityLakeTables } from '../../../functions/record/reference/security-lake-tables.ts';
import { sessionStatuses } from '../../../functions/session/session-outcome.ts';
import {
  factNames,
  plainAnswerNames,
  signalNames as signals,
} from '../../../functions/signals/signal-names.ts';
import { statuses } from '../../../infra/constructs/enricher-metrics.ts';
import { securityLakeClassUids, securityLakeVersions } from '../../../infra/security-lake.ts';
import { signalNames } from '../../../infra/tenant/tenant-signals.ts';

describe('signalNames', () => {
  it('are those that a record may have', () => {
    expect(signalNames).toEqual([...signals, ...plainAnswerNames, ...factNames]);
  });
});

describe('securityLakeClassUids and securityLakeVersions', () => {
  it('are those that there are tables for', () => {
    const tables = Object.entries(toSecurityLakeTables());

    expect(tables.map(([version]) => version)).toEqual([...securityLakeVersions]);
    for (const [, classes] of tables) {
      expect(
        Object.fromEntries(Object.entries(classes).map(([name, { classUid }]) => [name, classUid])),
      ).toEqual(securityLakeClassUids);
    }
  });
});

describe('statuses', () => {
  it('are those of a record', () => {
    const names = sessionStatuses.map((status) =>
      status.replaceAll(/(?:^|_)([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
    );

    expect(statuses).toEqual(names);
  });
});
