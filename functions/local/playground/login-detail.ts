import { setImmediate as pause } from 'node:timers/promises';
import { createEventHistory } from '../../enrich/event-history.ts';
import { createMemoryLedger } from '../../enrich/memory-ledger.ts';
import type { EnrichedRecords } from '../../enrich/pipeline.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import { parseElement } from '../../log-event/parse-element.ts';
import { createRecordMapper, type RecordOptions } from '../../record/create-record-mapper.ts';
import { explainLogin } from '../../record/explain/explain-login.ts';
import { type FieldOrigins, traceOrigins } from '../../record/trace-origins.ts';
import type { Auth0Session } from '../../session/session-outcome.ts';
import { createSignals } from '../../signals/create-signals.ts';
import type { SignalSettings } from '../../signals/settings/signal-settings.ts';

/** One login with all that is behind it: in words, and as it stands. */
export function toLoginDetail(one: EnrichedRecords, earlier: readonly LogEvent[]): object {
  const { event, outcome, signals, records } = one;
  const { session, ...lookUp } = outcome;
  return {
    logId: event.logId,
    sessionId: event.sessionId ?? '',
    type: event.type ?? 'session',
    explanation: explainLogin({ event, outcome, signals, earlier }),
    event: event.data,
    session: session ?? null,
    lookUp,
    signals: signals ?? null,
    records: records.map(({ line }) => line),
  };
}

export interface OriginOptions extends Omit<RecordOptions, 'productVersion'> {
  readonly signals: SignalSettings;
}

/** Where each value of a login's records comes from, by making them again and again with marks in event and session. */
export async function toOrigins(
  { event, outcome }: EnrichedRecords,
  before: readonly EnrichedRecords[],
  { signals: settings, ...format }: OriginOptions,
): Promise<readonly FieldOrigins[]> {
  const toRecords = createRecordMapper(format);
  const toSignals = createSignals(settings);
  const { ledger, facts } = createMemoryLedger({ now: () => event.occurredAtMs });
  const memory = createEventHistory(ledger, facts);
  const historyOf = await memory.learn([...before.map((one) => one.event), event]);
  const history = historyOf(event);
  const { observed } = outcome;
  const receivedAtMs = event.occurredAtMs;
  const element = { log_id: event.logId, data: event.data };

  const steps = traceOrigins({ event: element, session: outcome.session, observed }, (sources) => {
    const parsed = parseElement(JSON.stringify(sources.event), { receivedAtMs });
    const marked = parsed.ok ? parsed.event : event;
    const session = sources.session as Auth0Session | undefined;
    const marks = sources.observed as typeof observed;
    const known = { ...outcome, ...(session && { session }), ...(marks && { observed: marks }) };
    const signals = toSignals({ event: marked, outcome: known, history });
    return toRecords({ event: marked, outcome: known, signals }).map(({ line }) => line);
  });
  // Records go on leaving meanwhile.
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await pause();
  }
}
