import { describe, expect, it } from '@jest/globals';
import { catalogue } from '../../../functions/log-event/catalogue.ts';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import type { OcsfVersion } from '../../../functions/record/ocsf/ocsf-version.ts';
import type { RecordFormat } from '../../../functions/record/record-format.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { contractOf } from '../../contracts/contract.ts';
import { validateLine } from '../../contracts/validate-line.ts';
import { isThorough } from '../../support/thorough.ts';
import { findLost } from './leaves.ts';
import { siblings } from './siblings.ts';

/*
 * What one event of the cases told too little about, any other type may say as well: each row of the table is put into an
 * event of every type that we know, and has to stand where it stands in the case.
 */

const toSignals = createSignals();
const targets: readonly (readonly [RecordFormat, OcsfVersion])[] = [
  ['ocsf', '1.8.0'],
  ['ocsf', '1.3.0'],
  ['ocsf', '1.1.0'],
  ['ecs', '1.8.0'],
  ['raw', '1.8.0'],
];
const types = [...catalogue.keys()];

describe('what any type of event may say', () => {
  it('is tried with every type', () => {
    expect(types.length).toBeGreaterThanOrEqual(166);
  });

  it.each(siblings.filter(({ ecs }) => ecs !== undefined))('$what: in ECS', ({ data, ecs, isOf }) => {
    const said = types.filter((type) => isOf?.(type) ?? true);

    expect(said.filter((type) => !ecs!(toRecord(toInput(type, data), 'ecs')))).toEqual([]);
    expect(said.length).toBeGreaterThan(0);
  });

  it.each(siblings.filter(({ ocsf }) => ocsf !== undefined))(
    '$what: in OCSF',
    ({ data, ocsf, isOf, isOfOcsf }) => {
      const said = types.filter((type) => (isOfOcsf ?? isOf)?.(type) ?? true);

      expect(said.filter((type) => !ocsf!(toRecord(toInput(type, data), 'ocsf')))).toEqual([]);
      expect(said.length).toBeGreaterThan(0);
    },
  );

  it.each(targets)('all of it is valid and lost nowhere in %s %s', (format, ocsfVersion) => {
    const toRecords = createRecordMapper({ format, ocsfVersion, productVersion: '1.2.3' });
    // Every row with some of the types, every type with some of the rows.
    const pairs = siblings
      .flatMap((sibling, row) => types.map((type, column) => ({ ...sibling, type, turn: row + column })))
      .filter(({ turn }) => isThorough || turn % 20 === 0);
    const faults = pairs.flatMap(({ what, data, type }) => {
      const input = toInput(type, data);
      const { line } = toRecords(input)[0]!;
      const found = [
        ...validateLine(line, contractOf(format, ocsfVersion)),
        ...findLost(input.event.data, JSON.parse(line)),
      ];
      return found.map(
        (fault) => `${what}, ${type}: ${typeof fault === 'string' ? fault : JSON.stringify(fault)}`,
      );
    });

    expect(faults).toEqual([]);
  });
});

function toInput(type: string, data: object): ModelInput {
  const log_id = '90020260302111504873411000000000000001223372036854770001';
  const element = {
    log_id,
    data: { type, log_id, date: '2026-03-02T11:15:04.873Z', ip: '203.0.113.5', ...data },
  };
  const parsed = parseElement(JSON.stringify(element), { receivedAtMs: 1_772_450_104_873 });
  if (!parsed.ok) throw new Error(parsed.reason);
  const outcome = { status: 'no_session_id' } as const;
  return { event: parsed.event, outcome, signals: toSignals({ event: parsed.event, outcome }) };
}

function toRecord(input: ModelInput, format: RecordFormat): unknown {
  return JSON.parse(createRecordMapper({ format, ocsfVersion: '1.8.0' })(input)[0]!.line);
}
