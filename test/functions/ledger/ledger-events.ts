import type { JsonObject, LogEvent } from '../../../functions/log-event/log-event.ts';
import { findSessionId } from '../../../functions/log-event/session-id.ts';
import { toEventFacts } from '../../../functions/ledger/event-facts.ts';
import type { FactSettings } from '../../../functions/ledger/fact-settings.ts';
import { createLedgerKeys } from '../../../functions/ledger/ledger-key.ts';
import { decodeFact } from '../../../functions/ledger/fact-codec.ts';

export const keys = createLedgerKeys('a secret for tests');

/** No privacy rule. */
export const settings: FactSettings = { disguise: (_field, value) => value, toKey: keys.toKey };

export const startMs = Date.parse('2026-03-02T11:15:04.873Z');
export const chrome =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36';
export const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0';
export const digest = 'Chrome 145.0.0 / Mac OS X 10.15.7';

let count = 0;

/** An event of a session `S1`, so many milliseconds after the start; each has a `log_id` of its own. */
export function toEvent(type: string, afterMs: number, data: JsonObject = {}, logId?: string): LogEvent {
  count += 1;
  const { details, ...rest } = data;
  const all: JsonObject = {
    type,
    date: new Date(startMs + afterMs).toISOString(),
    ip: '198.51.100.23',
    user_agent: chrome,
    client_id: 'ClientA',
    user_id: 'auth0|u1',
    ...rest,
    details: { session_id: 'S1', ...(details as object | undefined) },
  };
  return {
    logId: logId ?? `log-${count}`,
    type,
    data: all,
    sessionId: findSessionId(all),
    occurredAtMs: startMs + afterMs,
  };
}

/** A password login that was initiated 20 s before its event and completed 200 ms before it. */
export function toLogin(afterMs: number, data: JsonObject = {}, logId?: string): LogEvent {
  const completedAt = startMs + afterMs - 200;
  const prompts = [
    { name: 'prompt-authenticate', completedAt: completedAt - 100, strategy: 'auth0' },
    { name: 'login', flow: 'universal-login', initiatedAt: completedAt - 19_000, completedAt },
  ];
  const { details, ...rest } = data;
  return toEvent(
    's',
    afterMs,
    { ...rest, details: { prompts, initiatedAt: completedAt - 19_800, ...(details as object | undefined) } },
    logId,
  );
}

/** What an event adds to its session, read. */
export function factsOf(event: LogEvent, with_: FactSettings = settings) {
  return (toEventFacts(event, with_).session?.facts ?? []).map(decodeFact);
}

export function textsOf(...events: readonly LogEvent[]): string[] {
  return events.flatMap((event) => toEventFacts(event, settings).session?.facts ?? []);
}
