import { describe, expect, it } from '@jest/globals';
import { createEventHistory } from '../../../functions/enrich/event-history.ts';
import { createMemoryLedger } from '../../../functions/enrich/memory-ledger.ts';
import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import { recordFormats } from '../../../functions/record/record-format.ts';
import type { RecordFormat } from '../../../functions/record/record-format.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import type { SignalBlock } from '../../../functions/signals/signal.ts';
import { chrome, startMs, toEvent, toLogin } from '../ledger/ledger-events.ts';

const toSignals = createSignals();
const outcome = { status: 'rate_limited', reason: 'no_turn' } as const;

const ja4 = { security_context: { ja4: 't13d1516h2_8daaf6152771_e5627efa2ab1' } };
const oslo = { location_info: { latitude: 59.91, longitude: 10.75 } };
const hour = 3_600_000;
/** What every signal that looks back answers with no. */
const next = (afterMs: number) => [
  toEvent('s', afterMs, { ...ja4, ...oslo }),
  toEvent('sertft', afterMs + 1, { user_agent: chrome }),
];
/** Programs that nobody has, each new. */
const flood = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    toEvent('ssa', 1_000 + index, { user_agent: `made-up/${index}`, ip: `198.51.${index}.9` }),
  );

/** The signals of the last batch of a session, after all of them. */
async function runThrough(...batches: readonly (readonly LogEvent[])[]) {
  const last = batches.at(-1)!;
  const { ledger, facts } = createMemoryLedger({ now: () => startMs });
  const history = createEventHistory(ledger, facts);
  for (const batch of batches.slice(0, -1)) await history.learn(batch);
  const historyOf = await history.learn(last);
  return last.map((event) => toSignals({ event, outcome, history: historyOf(event) }));
}

function toRecord(format: RecordFormat, event: LogEvent, signals: SignalBlock): unknown {
  const toRecords = createRecordMapper({ format, ocsfVersion: '1.8.0' });
  return JSON.parse(toRecords({ event, outcome, signals })[0]!.line);
}

const looking = ['network_alternates', 'tls_fingerprint_changed', 'browser_downgraded', 'impossible_travel'];

describe('a session that has shown more than is kept of one', () => {
  const begun = [toLogin(0, { ...ja4, ...oslo }), toEvent('sertft', 500, { user_agent: chrome })];

  it('is answered from its history as long as there is room', async () => {
    const [login, exchange] = await runThrough(begun, flood(5), next(hour));

    expect(Object.keys(login!.values)).toEqual(expect.arrayContaining([...looking, 'new_client']));
    expect(exchange!.values).toHaveProperty('token_client_changed', false);
    expect(login).not.toHaveProperty('history_full');
  });

  it('says so, and answers nothing that needs earlier events', async () => {
    const [login, exchange] = await runThrough(begun, flood(90), next(hour));

    expect(login!.history_full).toBe(true);
    for (const name of [...looking, 'new_client', 'mfa_rejected_then_passed'])
      expect(login!.values).not.toHaveProperty(name);
    expect(exchange!.history_full).toBe(true);
    expect(exchange!.values).not.toHaveProperty('token_client_changed');
  });

  it('still knows how it began', async () => {
    const thief = toEvent('ssa', hour, { ip: '203.0.113.7', user_agent: 'curl/8.4.0' });

    const [signals] = await runThrough(begun, flood(90), [thief]);

    expect(signals).toMatchObject({ history_full: true, values: { network_and_client_changed: true } });
  });

  it('says nothing of it in events from before', async () => {
    const [signals] = await runThrough(begun, flood(90), begun.slice(0, 1));

    expect(signals).not.toHaveProperty('history_full');
  });

  it.each(recordFormats)('tells so in records as %s', async (format) => {
    const [event] = next(hour);
    const [signals] = await runThrough(begun, flood(90), [event!]);

    const record = toRecord(format, event!, signals!);

    const told: { readonly [format in RecordFormat]: object } = {
      raw: { data: { details: { session_enricher: { signals: { history_full: true } } } } },
      ecs: { auth0: { signals: { history_full: true } } },
      ocsf: {
        enrichments: expect.arrayContaining([
          expect.objectContaining({
            type: 'session_enricher.signals',
            data: expect.objectContaining({ history_full: true }),
          }),
        ]) as unknown,
      },
    };
    expect(record).toMatchObject(told[format]);
  });
});
