import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import type { ModelInput } from '../../../functions/record/event-model.ts';
import type { OcsfVersion } from '../../../functions/record/ocsf/ocsf-version.ts';
import type { RecordFormat } from '../../../functions/record/record-format.ts';
import { securityLakeVersions } from '../../../functions/record/ocsf/ocsf-version.ts';
import { deriveSignals } from '../../../functions/signals/derive-signals.ts';
import { arbitraryOf, type Schema, unlistedFields } from './event-arbitrary.ts';
import { findLost } from './leaves.ts';
import { findFaults, hasOfficialSchemas, logTypesFolder } from './official-schemas.ts';
import { anyOutcome } from './session-arbitrary.ts';
import { findTableMisfits } from './table-misfits.ts';

/** Events of each type; half of them with every property of the type's schema. `RECORD_CASES=100` makes more. */
const casesPerType = Number(process.env['RECORD_CASES'] ?? 50);
const seed = 20_260_302;

const targets: readonly (readonly [RecordFormat, OcsfVersion, readonly string[]])[] = [
  ['ocsf', '1.8.0', ['--ocsf', '1.8.0', '--strict']],
  ['ocsf', '1.3.0', ['--ocsf', '1.3.0', '--strict']],
  ['ocsf', '1.1.0', ['--ocsf', '1.1.0', '--strict']],
  ['ecs', '1.8.0', ['--ecs']],
];

const raw: (typeof targets)[number] = ['raw', '1.8.0', []];

const maybe = hasOfficialSchemas ? describe : describe.skip;
const skipped = hasOfficialSchemas ? '' : ' (skipped: ../shared with the official schemas is not here)';

maybe(`records of every log type${skipped}`, () => {
  const inputs = hasOfficialSchemas ? makeInputs() : [];

  it('covers every published type', () => {
    expect(new Set(inputs.map(({ event }) => event.type)).size).toBe(readdirSync(logTypesFolder).length);
  });

  it('are valid in every version', async () => {
    const faults = await Promise.all(
      targets.map(([format, ocsfVersion, target]) =>
        findFaults(toLines(inputs, format, ocsfVersion), target),
      ),
    );

    expect(faults).toEqual([[], [], [], []]);
  }, 300_000);

  it.each(securityLakeVersions)('fit the tables of Security Lake, OCSF %s', (version) => {
    expect(findTableMisfits(inputs, version).misfits).toEqual([]);
  });

  it.each([...targets, raw])('lose no leaf of event or session in %s %s', (format, ocsfVersion) => {
    const toRecords = createRecordMapper({ format, ocsfVersion, privacy: { sessionMetadata: ['plan'] } });
    const lost = inputs.flatMap((input) => {
      const record: unknown = JSON.parse(toRecords(input)[0]!.line);
      return findLost({ event: input.event.data, session: input.outcome.session }, record).map(
        (leaf) => `${input.event.type}${leaf}`,
      );
    });

    expect(lost).toEqual([]);
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

function makeInputs(): ModelInput[] {
  return readdirSync(logTypesFolder).flatMap((file) => {
    const schema = JSON.parse(readFileSync(`${logTypesFolder}${file}`, 'utf8')) as Schema;
    const data = fc.oneof(
      { weight: 2, arbitrary: arbitraryOf(schema, 'full') },
      { weight: 1, arbitrary: arbitraryOf(schema, 'minimal') },
      { weight: 1, arbitrary: arbitraryOf(schema, 'some') },
    );
    const cases = fc
      .tuple(data, unlistedFields, fc.boolean(), anyOutcome)
      .map(([fields, unlisted, isListed, outcome]) => {
        const event = toEvent(JSON.stringify(isListed ? fields : { ...unlisted, ...(fields as object) }));
        return {
          event,
          outcome: event.sessionId === undefined ? { status: 'no_session_id' as const } : outcome,
        };
      });
    return fc.sample(cases, { numRuns: casesPerType, seed }).map(({ event, outcome }) => ({
      event,
      outcome,
      signals: deriveSignals({ event, outcome }),
    }));
  });
}

/** By the real parser, as events come: with a `log_id` or without, dates that are none included. */
function toEvent(text: string): LogEvent {
  const parsed = parseElement(text, { receivedAtMs: 1_772_450_104_873 });
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
}
