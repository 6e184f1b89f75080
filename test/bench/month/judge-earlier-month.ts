import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../../../functions/cli/terminal/user-error.ts';
import { createRandom } from '../../../functions/local/simulate/random.ts';
import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import type { SessionOutcome } from '../../../functions/session/session-outcome.ts';
import type { SignalBlock } from '../../../functions/signals/signal.ts';
import { generateMonth, type MonthSize } from './generate-month.ts';
import { isAnswered } from './judge-month.ts';
import { createMonthTally, type MonthTally } from './month-tally.ts';
import { toLogId } from './write-month.ts';

/** As the state before the ledger has it. */
interface EarlierModules {
  readonly parseElement: (
    text: string,
    options: { readonly receivedAtMs: number },
  ) => { readonly ok: true; readonly event: LogEvent } | { readonly ok: false; readonly reason: string };
  readonly deriveSignals: (input: object) => SignalBlock;
  readonly createEarlierEvents: (options: { readonly maxEntries: number }) => {
    recall(event: LogEvent): object | undefined;
    remember(event: LogEvent, outcome: SessionOutcome): void;
  };
}

/**
 * The same month through the signals of a state from before the ledger, from its own files, with one worker's memory of
 * earlier events for everything: more than several workers had.
 */
export async function judgeEarlierMonth(folder: string, size: MonthSize): Promise<MonthTally> {
  const { parseElement, deriveSignals, createEarlierEvents } = await load(folder);
  const random = createRandom(size.seed + 1);
  const memory = createEarlierEvents({ maxEntries: 60_000 });
  const tally = createMonthTally();
  let count = 0;
  for (const today of generateMonth(size)) {
    for (const told of today) {
      count += 1;
      const log_id = toLogId(count);
      const { data, atMs, answer } = told;
      const parsed = parseElement(JSON.stringify({ log_id, data: { ...data, log_id } }), {
        receivedAtMs: atMs,
      });
      if (!parsed.ok) throw new Error(parsed.reason);
      const { event } = parsed;
      const outcome: SessionOutcome =
        answer !== undefined && isAnswered(random, event.type)
          ? { status: 'enriched', source: 'api', session: answer, fetchedAtMs: atMs + 300 }
          : { status: 'rate_limited' };
      const earlier = memory.recall(event);
      tally.add(told, deriveSignals({ event, outcome, ...(earlier && { earlier }) }), undefined);
      memory.remember(event, outcome);
    }
    process.stderr.write(`${count} events\r`);
  }
  return tally;
}

async function load(folder: string): Promise<EarlierModules> {
  const files = ['log-event/parse-element.ts', 'signals/derive-signals.ts', 'signals/earlier-events.ts'];
  try {
    const modules = await Promise.all(
      files.map(async (file): Promise<object> => {
        return (await import(
          pathToFileURL(path.join(path.resolve(folder), 'functions', file)).href
        )) as object;
      }),
    );
    return Object.assign({}, ...modules) as EarlierModules;
  } catch (error) {
    throw new UsageError(`expected a checkout of bf0567f with node_modules, got ${folder}`, { cause: error });
  }
}
