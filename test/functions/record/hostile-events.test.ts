import { describe, expect, it } from '@jest/globals';
import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import type { SecurityRecord } from '../../../functions/record/record.ts';
import type { OcsfVersion } from '../../../functions/record/ocsf/ocsf-version.ts';
import type { RecordFormat } from '../../../functions/record/record-format.ts';
import type { SessionOutcome } from '../../../functions/session/session-outcome.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { contractOf } from '../../contracts/contract.ts';
import { findFaults } from '../../contracts/validate-line.ts';
import { hostileEvents } from './hostile-events.ts';
import { hostileSessions } from './hostile-sessions.ts';

const toSignals = createSignals();

const targets: readonly (readonly [RecordFormat, OcsfVersion])[] = [
  ['ocsf', '1.8.0'],
  ['ocsf', '1.3.0'],
  ['ocsf', '1.1.0'],
  ['ecs', '1.8.0'],
  ['raw', '1.8.0'],
];

const session = { id: 'S1', user_id: 'auth0|1', session_metadata: { secret: 'hidden' } };

function toRecords(format: RecordFormat, ocsfVersion: OcsfVersion, event: LogEvent, outcome: SessionOutcome) {
  const signals = toSignals({ event, outcome });
  return createRecordMapper({ format, ocsfVersion, rawData: true, findingFrom: 'info' })({
    event,
    outcome,
    signals,
  });
}

function makeAll(format: RecordFormat, ocsfVersion: OcsfVersion): SecurityRecord[] {
  const plain = {
    logId: 'L1',
    type: 's',
    data: { type: 's' },
    sessionId: 'S1',
    occurredAtMs: 1_772_450_104_873,
  };
  const found = { status: 'enriched', source: 'api', fetchedAtMs: 1_772_450_118_004 } as const;
  return [
    ...Object.values(hostileEvents).flatMap((make) => [
      ...toRecords(format, ocsfVersion, make(), { ...found, session }),
      ...toRecords(format, ocsfVersion, make(), { status: 'no_session_id' }),
    ]),
    ...Object.values(hostileSessions).flatMap((make) =>
      toRecords(format, ocsfVersion, plain, { ...found, session: make() }),
    ),
  ];
}

describe('hostile input', () => {
  it.each(Object.keys(hostileEvents))('becomes one line of JSON in every format: %s', (name) => {
    for (const [format, ocsfVersion] of targets) {
      const event = hostileEvents[name]!();
      const [record] = toRecords(format, ocsfVersion, event, { status: 'enriched', session });
      const { line, uid } = record as SecurityRecord;

      expect(uid).toBe(event.logId);
      expect(() => JSON.parse(line) as unknown).not.toThrow();
      expect(line).not.toMatch(/\n|"hidden/);
      // Half a surrogate pair would not survive being written.
      expect(Buffer.from(line, 'utf8').toString('utf8')).toBe(line);
      expect(line).not.toMatch(/(?<!\\)(?:\\\\)*\\ud[89a-f]/);
    }
  });

  it('pollutes no prototype', () => {
    toRecords('ecs', '1.8.0', hostileEvents['a key __proto__']!(), { status: 'no_session_id' });

    expect({}).not.toHaveProperty('polluted');
  });

  it('keeps deep leaves as text', () => {
    const event = hostileEvents['ten thousand levels of objects']!();
    const [record] = toRecords('raw', '1.8.0', event, { status: 'no_session_id' });

    expect(record?.line).toContain(String.raw`{\"a\":1}`);
  });
});

describe('hostile input', () => {
  it.each(targets)('gives valid records in %s %s', (format, ocsfVersion) => {
    const lines = makeAll(format, ocsfVersion).map(({ line }) => line);

    expect(findFaults(lines, contractOf(format, ocsfVersion))).toEqual([]);
  });
});
