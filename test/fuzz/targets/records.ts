import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import { ocsfVersions } from '../../../functions/record/ocsf/ocsf-version.ts';
import { recordFormats } from '../../../functions/record/record-format.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import { contractOf } from '../../contracts/contract.ts';
import { validateLine } from '../../contracts/validate-line.ts';
import { anyElement, anyLookUpOutcome } from '../events.ts';
import { defineTarget, hold } from '../target.ts';

/** How many records were held against their contract. */
export const validated = { records: 0 };

const toSignals = createSignals();

/** Our own schemas, which allow no field that is not listed. */
function loadSchema(name: string) {
  const file = new URL(`../../../docs/schemas/${name}.schema.json`, import.meta.url);
  return new Ajv2020({ strict: false, code: { optimize: false } }).compile(
    JSON.parse(readFileSync(file, 'utf8')) as object,
  );
}

const makers = recordFormats.flatMap((format) =>
  (format === 'ocsf' ? ocsfVersions : (['1.8.0'] as const)).map((ocsfVersion) => ({
    isValid: loadSchema(format === 'ocsf' ? `ocsf-${ocsfVersion}` : format),
    contract: contractOf(format, ocsfVersion),
    toRecords: createRecordMapper({
      format,
      ocsfVersion,
      rawData: true,
      findingFrom: 'info',
      privacy: { fields: { user_name: 'hash', ip: 'truncate_ip' }, hashKey: 'fuzz' },
    }),
  })),
);
let made = 0;

/** From an element and any outcome of its look-up to finished records. */
export const records = defineTarget({
  name: 'records',
  share: 120,
  arbitrary: fc.tuple(anyElement, anyLookUpOutcome),
  check([element, looked]) {
    const parsed = parseElement(JSON.stringify(element) ?? 'null', { receivedAtMs: 1.7e12 });
    if (!parsed.ok) return;
    const { event } = parsed;
    // Nobody is asked for a session that an event does not name.
    const outcome: typeof looked = event.sessionId === undefined ? { status: 'no_session_id' } : looked;
    const signals = toSignals({ event, outcome });
    for (const value of Object.values(signals.values))
      hold(typeof value === 'boolean', 'unknown is not false');
    made += 1;
    const maker = makers[made % makers.length]!;
    for (const { uid, line, timeMs } of maker.toRecords({ event, outcome, signals })) {
      hold(uid === event.logId || uid.startsWith(`${event.logId}:finding:`), 'the uid is the log_id');
      hold(Number.isFinite(timeMs), 'a record has a time');
      hold(!line.includes('\n'), 'a record is one line');
      const record = JSON.parse(line) as { readonly observables?: readonly Observable[] };
      for (const { type_id: type, value } of record.observables ?? []) {
        hold(type !== 2 || isIP(value) !== 0, 'an address is one');
      }
      // A schema tries all its classes: as dear as all the rest together.
      const isValid = made % 4 !== 0 || maker.isValid(record);
      hold(isValid, `a record is valid: ${JSON.stringify(maker.isValid.errors?.slice(0, 3))}`);
      hold(Buffer.from(line).toString() === line, 'a record survives being written as UTF-8');
      const faults = validateLine(line, maker.contract);
      validated.records += 1;
      hold(faults.length === 0, `a record keeps to ${maker.contract}: ${faults.slice(0, 3).join('; ')}`);
    }
  },
});

interface Observable {
  readonly type_id: number;
  readonly value: string;
}
