import type { JsonObject } from '../../../functions/log-event/log-event.ts';
import { createRecordMapper, type RecordOptions } from '../../../functions/record/create-record-mapper.ts';
import type { Auth0Session, SessionOutcome } from '../../../functions/session/session-outcome.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';

const toSignals = createSignals();

type Json = Record<string, unknown>;

export interface Given extends Partial<RecordOptions> {
  readonly type?: string | undefined;
  readonly data?: JsonObject;
  readonly session?: Auth0Session;
  readonly outcome?: SessionOutcome;
}

/** The records of one event, as OCSF 1.8.0 unless said otherwise; its session ID is S1 where there is a session. */
export function makeRecords({ data = {}, session, outcome, ...given }: Given): Json[] {
  const type = 'type' in given ? given.type : 's';
  const found =
    session === undefined
      ? undefined
      : { status: 'enriched' as const, source: 'api' as const, fetchedAtMs: 1_772_450_118_004, session };
  const result = outcome ?? found ?? { status: 'no_session_id' };
  const event = {
    logId: 'L1',
    type,
    data: type === undefined ? data : { type, ...data },
    sessionId: result.status === 'no_session_id' ? undefined : 'S1',
    occurredAtMs: 1_772_450_104_873,
  };
  const toRecords = createRecordMapper({ format: 'ocsf', ocsfVersion: '1.8.0', ...given });
  return toRecords({ event, outcome: result, signals: toSignals({ event, outcome: result }) }).map(
    ({ line }) => JSON.parse(line) as Json,
  );
}

export function makeRecord(given: Given): Json {
  return makeRecords(given)[0] as Json;
}
