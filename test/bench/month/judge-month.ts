import { createEventHistory } from '../../../functions/enrich/event-history.ts';
import { toCreated } from '../../../functions/enrich/created-incidents.ts';
import { createPlainStage } from '../../../functions/enrich/look-up/plain-stage.ts';
import { createMemoryLedger } from '../../../functions/enrich/memory-ledger.ts';
import type { SessionEntry } from '../../../functions/ledger/session-ledger.ts';
import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import { createRandom, type Random } from '../../../functions/local/simulate/random.ts';
import type { SessionOutcome } from '../../../functions/session/session-outcome.ts';
import { isFactorChange } from '../../../functions/signals/reading/event-types.ts';
import { createSignals } from '../../../functions/signals/create-signals.ts';
import type { SignalBlock } from '../../../functions/signals/signal.ts';
import { generateMonth, type MonthSize } from './generate-month.ts';
import type { MonthEvent } from './month-event.ts';
import { toLogId } from './write-month.ts';
import { rates } from './rates.ts';
import { createMonthTally, type MonthTally } from './month-tally.ts';

/** As the queue of an Enterprise tenant hands them over. */
const batchSize = 40;
/** Sessions and users of the month that are in use at one time. */
const mostItems = 60_000;

/** Whether Auth0 was asked at once. The rarest come first in the line: of a factor's enrolment it always is. */
export function isAnswered(random: Random, type: string | undefined): boolean {
  return random() < rates.answered || isFactorChange(type);
}

/** The events of the month through ledger and signals, in batches, as the enricher takes them. */
export async function judgeMonth(size: MonthSize): Promise<MonthTally> {
  const random = createRandom(size.seed + 1);
  const answers = new Map<string, SessionOutcome>();
  const now = () => 0;
  const memory = createMemoryLedger({ now, maxItems: mostItems, mostInUse: mostItems / 2 });
  const stage = createPlainStage({
    ...memory,
    lookUp: async (sessionId, occurredAtMs) =>
      answers.get(`${sessionId} ${occurredAtMs}`) ?? { status: 'rate_limited' },
    modeOf: () => 'fetch',
  });
  const history = createEventHistory(memory.ledger, memory.facts);
  const toSignals = createSignals();
  const tally = createMonthTally();
  let count = 0;

  function toLogEvent({ data, atMs, answer, sessionId }: MonthEvent): LogEvent {
    count += 1;
    const log_id = toLogId(count);
    const parsed = parseElement(JSON.stringify({ log_id, data: { ...data, log_id } }), {
      receivedAtMs: atMs,
    });
    if (!parsed.ok) throw new Error(parsed.reason);
    if (answer !== undefined && isAnswered(random, parsed.event.type)) {
      const outcome = {
        status: 'enriched',
        source: 'api',
        session: answer,
        fetchedAtMs: atMs + 300,
      } as const;
      answers.set(`${sessionId} ${parsed.event.occurredAtMs}`, outcome);
    }
    return parsed.event;
  }

  async function judge(batch: readonly MonthEvent[]): Promise<void> {
    answers.clear();
    const events = batch.map(toLogEvent);
    let tell: (sessions: ReadonlyMap<string, SessionEntry>) => void = () => undefined;
    const told = new Promise<ReadonlyMap<string, SessionEntry>>((resolve) => {
      tell = resolve;
    });
    const settled = await Promise.all(
      stage.lookUp(
        events.map((event) => ({ event })),
        { endMs: 0, onTold: tell },
      ),
    );
    const historyOf = await history.learn(events, await told);
    for (const [index, event] of events.entries()) {
      const one = settled[index]!;
      if (one.isLater === true) throw new Error('nothing waits here');
      const { outcome, asRead } = one;
      const signals = toSignals({ event, outcome, asRead, history: historyOf(event) });
      tally.add(batch[index]!, signals, await toCreatedOf(event, signals));
    }
  }

  const toCreatedOf = (event: LogEvent, signals: SignalBlock) =>
    toCreated(event, signals, { history, findingFrom: 'medium' });

  for (const today of generateMonth(size)) {
    for (let from = 0; from < today.length; from += batchSize)
      await judge(today.slice(from, from + batchSize));
    process.stderr.write(`${count} events\r`);
  }
  return tally;
}
