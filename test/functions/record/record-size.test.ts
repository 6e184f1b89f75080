import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import type { OcsfVersion } from '../../../functions/record/ocsf/ocsf-version.ts';
import type { RecordFormat } from '../../../functions/record/record-format.ts';
import type { Auth0Session, SessionOutcome } from '../../../functions/session/session-outcome.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';

/**
 * Bytes of the records of the samples' 22 logins, each with its session, as they were at commit bf0567f, before records told
 * of callers, targets, programs and facets. What SIEMs bill for is bytes: they may have grown by 15 %.
 */
const before: readonly (readonly [RecordFormat, OcsfVersion, bytes: number])[] = [
  ['ocsf', '1.8.0', 105_592],
  ['ocsf', '1.3.0', 102_037],
  ['ocsf', '1.1.0', 98_957],
  ['ecs', '1.8.0', 59_943],
  ['raw', '1.8.0', 48_693],
];
const mostGrowth = 1.15;

const toSignals = createSignals();

describe('records of logins', () => {
  const inputs = makeLogins();

  it.each(before)('in %s %s have grown by 15 %% at most', (format, ocsfVersion, bytes) => {
    const toRecords = createRecordMapper({ format, ocsfVersion, productVersion: '0.1.0' });
    const now = inputs.reduce((sum, input) => sum + Buffer.byteLength(toRecords(input)[0]!.line), 0);

    expect(inputs).toHaveLength(22);
    expect(now / bytes).toBeLessThanOrEqual(mostGrowth);
    // Not by saying less than there was to say.
    expect(now / bytes).toBeGreaterThan(0.9);
  });
});

function makeLogins() {
  const read = (name: string) => readFileSync(`test/contracts/samples/${name}`, 'utf8');
  const sessions = new Map((JSON.parse(read('sessions.json')) as Auth0Session[]).map((one) => [one.id, one]));
  return read('log-events.ndjson')
    .trim()
    .split('\n')
    .flatMap((line) => {
      const parsed = parseElement(line, { receivedAtMs: 1_772_450_104_873 });
      if (!parsed.ok || parsed.event.type !== 's') return [];
      const { event } = parsed;
      const session = sessions.get(event.sessionId ?? '');
      const outcome: SessionOutcome =
        session === undefined
          ? { status: event.sessionId === undefined ? 'no_session_id' : 'not_found' }
          : { status: 'enriched', source: 'api', fetchedAtMs: event.occurredAtMs + 3_000, session };
      return [{ event, outcome, signals: toSignals({ event, outcome }) }];
    });
}
