import { createEventHistory } from '../../enrich/event-history.ts';
import { createMemoryLedger } from '../../enrich/memory-ledger.ts';
import type { Settled } from '../../enrich/look-up/look-up-stage.ts';
import { createPlainStage } from '../../enrich/look-up/plain-stage.ts';
import type { SessionEntry } from '../../ledger/session-ledger.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { SessionOutcome } from '../../session/session-outcome.ts';
import { createSignals, type ToSignals } from '../../signals/create-signals.ts';
import type { SignalSettings } from '../../signals/settings/signal-settings.ts';
import type { SignalBlock } from '../../signals/signal.ts';
import type { StoredEvent } from './stored-event.ts';

/** What signals say of an event under the one settings and under the other. */
export interface JudgedEvent {
  readonly event: LogEvent;
  readonly blocks: readonly [SignalBlock, SignalBlock];
}

/** Sessions and users at one time, 2 kB each; who comes back after so many others begins anew. */
const mostItems = 50_000;

/**
 * Stored events through ledger and signals as in the enrich function, with memory in place of the table: what was known of
 * a session is learnt once, and both settings judge by it.
 */
export function createJudge(
  settings: readonly [SignalSettings, SignalSettings],
): (batch: readonly StoredEvent[]) => Promise<readonly JudgedEvent[]> {
  const memory = createMemoryLedger({ now: () => 0, maxItems: mostItems });
  const history = createEventHistory(memory.ledger, memory.facts);
  const answers = new Map<string, SessionOutcome>();
  const stage = createPlainStage({
    ...memory,
    lookUp: async (sessionId, occurredAtMs) =>
      answers.get(toAnswerKey({ sessionId, occurredAtMs })) ?? {
        status: 'skipped',
        reason: 'no_session_source',
      },
    modeOf: () => 'fetch',
  });
  const [one, other] = settings.map((each) => createSignals(each)) as [ToSignals, ToSignals];

  async function settle(events: readonly LogEvent[]) {
    let tell: (sessions: ReadonlyMap<string, SessionEntry>) => void = () => undefined;
    const told = new Promise<ReadonlyMap<string, SessionEntry>>((resolve) => {
      tell = resolve;
    });
    const wanting = events.map((event) => ({ event }));
    const settled = await Promise.all(stage.lookUp(wanting, { endMs: 0, onTold: tell }));
    return { settled, historyOf: await history.learn(events, await told) };
  }

  return async function judge(batch) {
    answers.clear();
    for (const { event, answer } of batch) {
      if (answer !== undefined) answers.set(toAnswerKey(event), toOutcome(answer));
    }
    const events = batch.map(({ event }) => event);
    const { settled, historyOf } = await settle(events);
    return events.map((event, index) => {
      const { outcome, asRead } = toFound(settled[index]);
      const input = { event, outcome, asRead, history: historyOf(event) };
      return { event, blocks: [one(input), other(input)] };
    });
  };
}

function toAnswerKey({ sessionId, occurredAtMs }: Pick<LogEvent, 'sessionId' | 'occurredAtMs'>): string {
  return `${sessionId} ${occurredAtMs}`;
}

function toOutcome({ session, fetchedAtMs }: NonNullable<StoredEvent['answer']>): SessionOutcome {
  return session === undefined
    ? { status: 'not_found', source: 'cache', fetchedAtMs }
    : { status: 'enriched', source: 'cache', session, fetchedAtMs };
}

function toFound(settled: Settled | undefined): Exclude<Settled, { readonly isLater: true }> {
  if (settled === undefined || settled.isLater === true)
    throw new Error('here every event is settled at once');
  return settled;
}
