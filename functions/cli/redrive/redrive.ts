import { createDeadLetterQueue } from '../../queue/dead-letter-queue.ts';
import { isTooLarge } from '../../queue/message-body.ts';
import { createQueueClient } from '../../queue/queue-client.ts';
import { createSqsEventQueue } from '../../queue/sqs-event-queue.ts';
import { type Command, type Terminal, exitCodes } from '../terminal/command.ts';
import { type DeadItem, readDeadItems } from './dead-items.ts';
import { escapeLine } from '../terminal/escape-controls.ts';
import { createPace } from '../terminal/pace.ts';
import { parseMoment, parseNumber, parseOptions } from '../terminal/parse-options.ts';
import { createProgress, formatMany } from '../terminal/progress-line.ts';
import { openQueues } from '../aws/queue-options.ts';

const help = `Sends what is in the dead-letter queue through the enricher once more.

Usage: npm run --silent cli -- redrive TENANT [options]

Without --run it only shows what there is: nothing is sent or deleted, and every message is given back. With --run a
message is deleted only after the queue has it, so it may be stopped and started again at any time; what was under way
may come twice, with the same record uid. A message that still is no event stays where it is, and so does an event
above 1 MiB, which no queue message holds.

  --run                         act
  --type s,fp                   only log events of these types
  --reason TEXT                 only messages whose reason has this text; "undelivered" are those that SQS moved
                                there after their last attempt
  --from TIME, --to TIME        only events of this time, for example 2026-09-14T08:00:00Z
  --messages-per-second N       at most so many; default: 50
  --wait-seconds N              how long an empty queue is waited for before it counts as empty; default: 2
  --queue-url URL, --dead-letter-queue-url URL
                                in place of TENANT, for queues of your own
  --json                        the outcome as one JSON object on standard output

Exit code: 0 done; 1 messages stay that cannot be read or are too large; 2 wrong options, or a queue out of reach.

Examples
  npm run --silent cli -- redrive acme
  npm run --silent cli -- redrive acme --type s --from 2026-09-14 --run
`;

const optionSpecs = {
  run: { type: 'boolean', default: false },
  type: { type: 'string' },
  reason: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  'messages-per-second': { type: 'string', default: '50' },
  'wait-seconds': { type: 'string', default: '2' },
  'queue-url': { type: 'string' },
  'dead-letter-queue-url': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const redriveCommand: Command = { help, run };

interface Filter {
  readonly types: ReadonlySet<string> | undefined;
  readonly reason: string | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const filter: Filter = {
    types: values.type === undefined ? undefined : new Set(values.type.split(',')),
    reason: values.reason,
    fromMs: values.from === undefined ? Number.NEGATIVE_INFINITY : parseMoment('--from', values.from),
    toMs: values.to === undefined ? Number.POSITIVE_INFINITY : parseMoment('--to', values.to),
  };
  const perSecond = parseNumber('--messages-per-second', values['messages-per-second'], {
    min: 0.1,
    max: 10_000,
  });
  const waitSeconds = parseNumber('--wait-seconds', values['wait-seconds'], { min: 0, max: 5 });
  const client = createQueueClient();
  const { queueUrl, deadLetterQueueUrl } = await openQueues(client, positionals, values);

  const letters = createDeadLetterQueue({ client, queueUrl: deadLetterQueueUrl, waitSeconds });
  const queue = createSqsEventQueue({ client, queueUrl, deadLetterQueueUrl });
  const pace = createPace(perSecond);
  const progress = createProgress(terminal.stderr, terminal.now);
  const table = new Map<string, Row>();
  /** Receipts of everything not deleted: given back in the end, whatever ends the run. */
  const held = new Set<string>();
  const counts = { found: 0, sent: 0, unreadable: 0, tooLarge: 0 };

  try {
    for await (const item of readDeadItems(letters, held)) {
      if (!matches(item, filter)) continue;
      counts.found += 1;
      addTo(table, item);
      progress.update(() => `${formatMany(counts.found, 'message')} read, ${counts.sent} sent`);
      const { event } = item;
      const isSendable = event !== undefined && !isTooLarge(event.body);
      if (!isSendable) counts[event ? 'tooLarge' : 'unreadable'] += 1;
      if (!values.run || !isSendable) continue;
      await pace();
      const [refusal] = await queue.add([event.body]);
      if (refusal !== undefined) {
        counts.unreadable += 1;
        continue;
      }
      await letters.delete(item.letters);
      for (const { receiptHandle } of item.letters) held.delete(receiptHandle);
      counts.sent += 1;
    }
  } finally {
    progress.clear();
    await letters.release([...held]);
  }

  if (values.json) terminal.stdout.write(`${JSON.stringify({ ...counts, groups: [...table.values()] })}\n`);
  else terminal.stdout.write(describe(counts, [...table.values()], values.run));
  return values.run && counts.unreadable + counts.tooLarge > 0 ? exitCodes.unusable : exitCodes.done;
}

function matches({ event, reason, atMs }: DeadItem, filter: Filter): boolean {
  if (filter.types && !filter.types.has(event?.type ?? '')) return false;
  if (filter.reason !== undefined && !reason.includes(filter.reason)) return false;
  return atMs >= filter.fromMs && atMs < filter.toMs;
}

interface Row {
  readonly reason: string;
  /** A log type, `session event`, or `unreadable`. */
  readonly type: string;
  readonly count: number;
  readonly oldest: string;
  readonly newest: string;
}

function addTo(table: Map<string, Row>, { reason, event, atMs }: DeadItem): void {
  const type = event?.type ?? 'unreadable';
  const key = JSON.stringify([reason, type]);
  const at = new Date(atMs).toISOString();
  const row = table.get(key) ?? { reason, type, count: 0, oldest: at, newest: at };
  table.set(key, {
    ...row,
    count: row.count + 1,
    oldest: at < row.oldest ? at : row.oldest,
    newest: at > row.newest ? at : row.newest,
  });
}

interface Counts {
  readonly found: number;
  readonly sent: number;
  readonly unreadable: number;
  readonly tooLarge: number;
}

function describe(
  { found, sent, unreadable, tooLarge }: Counts,
  rows: readonly Row[],
  hasRun: boolean,
): string {
  if (found === 0) return 'nothing there\n';
  const lines = rows
    .toSorted((a, b) => b.count - a.count)
    .map(({ reason, type, count, oldest, newest }) => {
      // Both are told by what was sent to us.
      const [what, why] = [escapeLine(type), escapeLine(reason)];
      return `${String(count).padStart(8)}  ${what.padEnd(20)} ${oldest} … ${newest}  ${why}`;
    });
  const left =
    tooLarge > 0 ? `${unreadable} unreadable and ${tooLarge} above 1 MiB` : `${unreadable} unreadable`;
  const outcome = hasRun
    ? `${formatMany(sent, 'message')} sent again, ${left} left where they are`
    : `${formatMany(found, 'message')}; ${found - unreadable - tooLarge} would be sent again: add --run`;
  return `${[...lines, outcome].join('\n')}\n`;
}
