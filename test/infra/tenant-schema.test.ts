import { describe, expect, it } from '@jest/globals';
import { sessionStatuses } from '../../functions/session/session-outcome.ts';
import { factNames, plainAnswerNames, signalNames as signals } from '../../functions/signals/signal-names.ts';
import { statuses } from '../../infra/constructs/enricher-metrics.ts';
import { signalNames } from '../../infra/tenant-schema.ts';

describe('signalNames', () => {
  it('are those that a record may have', () => {
    expect(signalNames).toEqual([...signals, ...plainAnswerNames, ...factNames]);
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
