import { createEventHistory } from '../../enrich/event-history.ts';
import { createMemoryLedger } from '../../enrich/memory-ledger.ts';
import { type SettledOutcome, toAnsweredOutcome } from '../../enrich/look-up/settled-outcome.ts';
import { toEventFacts } from '../../ledger/event-facts.ts';
import type { FactText } from '../../ledger/fact-text.ts';
import type { SessionEntry } from '../../ledger/session-ledger.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import { createSessionAtEvent, type SessionAtEvent } from '../../session/session-at-event.ts';
import { createReader } from '../../signals/reading/create-reader.ts';
import { asksAlike, createAsking, type Raising, toRaising } from '../../signals/raising.ts';
import { toReadySettings } from '../../signals/settings/ready-settings.ts';
import type { SignalSettings } from '../../signals/settings/signal-settings.ts';
import type { SignalInput } from '../../signals/signal.ts';
import type { StoredEvent } from './stored-event.ts';

/** What an event raises under the one settings and under the other. */
export interface JudgedEvent {
  readonly event: LogEvent;
  readonly raised: readonly [Raising, Raising];
}

/** Sessions and users at one time; who comes back after so many others begins anew. */
const mostItems = 50_000;

/**
 * Stored events through ledger and signals as in the enrich function, with memory in place of the table: what was known of
 * a session is learnt once, and both settings judge by it.
 */
export function createJudge(
  settings: readonly [SignalSettings, SignalSettings],
): (batch: readonly StoredEvent[]) => Promise<readonly JudgedEvent[]> {
  const memory = createMemoryLedger({ now: () => 0, maxItems: mostItems, mostInUse: mostItems / 2 });
  const history = createEventHistory(memory.ledger, memory.facts, {
    mostNetworks: mostItems,
    mostSessions: mostItems / 5,
  });
  const atEvent = createSessionAtEvent();
  const raise = createRaising(settings);

  /** What the events tell of their sessions is added first: users are learnt from it. */
  async function learn(events: readonly LogEvent[]) {
    const additions = new Map<string, readonly FactText[]>();
    const note = (sessionId: string, facts: readonly FactText[]) => {
      const known = additions.get(sessionId);
      additions.set(sessionId, known === undefined ? facts : [...new Set([...known, ...facts])]);
    };
    for (const event of events) {
      const told = toEventFacts(event, memory.facts).session;
      if (event.sessionId !== undefined && event.sessionId !== told?.sessionId) note(event.sessionId, []);
      if (told !== undefined) note(told.sessionId, told.facts);
    }
    const sessions = await memory.ledger.add(
      [...additions].map(([sessionId, facts]) => ({ sessionId, facts })),
    );
    return { sessions, historyOf: await history.learn(events, sessions) };
  }

  return async function judge(batch) {
    const { sessions, historyOf } = await learn(batch.map(({ event }) => event));
    return batch.map(({ event, answer }) => {
      const { outcome, asRead } = settle(event, answer, sessions.get(event.sessionId ?? ''), atEvent);
      const input = { event, outcome, asRead, history: historyOf(event) };
      return { event, raised: raise(input) };
    });
  };
}

/** Most settings that are tried weigh the same answers in another way: then each question is asked once. */
function createRaising([one, other]: readonly [SignalSettings, SignalSettings]) {
  const read = createReader();
  const ready = [toReadySettings(one), toReadySettings(other)] as const;
  const ask = createAsking(ready[0]);
  const askAgain = asksAlike(one, other) ? undefined : createAsking(ready[1]);

  return function raise(input: SignalInput): JudgedEvent['raised'] {
    const reading = read(input);
    const answers = ask(reading);
    const others = askAgain?.(reading) ?? answers;
    return [
      toRaising(answers, reading, input.history, ready[0]),
      toRaising(others, reading, input.history, ready[1]),
    ];
  };
}

/** As for a record, but for what signals do not look at: what log events tell of the session. */
function settle(
  event: LogEvent,
  answer: StoredEvent['answer'],
  entry: SessionEntry | undefined,
  atEvent: SessionAtEvent,
): SettledOutcome {
  if (!event.sessionId) return { outcome: { status: 'no_session_id' } };
  if (answer === undefined) return { outcome: { status: 'skipped', reason: 'no_session_source' } };
  return toAnsweredOutcome(event, answer, 'cache', entry?.view, atEvent);
}
