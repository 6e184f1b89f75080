import { openQueueClient } from '../aws/clients.ts';
import { type Command, type Terminal, exitCodes } from '../terminal/command.ts';
import { findRecordWays } from './record-ways.ts';
import { type EventFilter, redriveEvents } from './redrive-events.ts';
import { redriveRecords } from './redrive-records.ts';
import { createTally, describe } from './tally.ts';
import { createPace } from '../terminal/pace.ts';
import { parseMoment, parseNumber, parseOptions } from '../terminal/parse-options.ts';
import { createProgress, formatMany } from '../terminal/progress-line.ts';
import { openQueues } from '../aws/queue-options.ts';

const help = `Sends what is among the dead letters on its way once more.

Usage: npm run --silent cli -- redrive TENANT [options]

Events go through the enricher again. Finished records that a destination did not take for a day go back into that
destination's retry queue as they are, and to it alone.

Without --run it only shows what there is: nothing is sent or deleted, and every message is given back. With --run a
message is deleted only after the queue has it, so it may be stopped and started again at any time; what was under way
may come twice, with the same record uid. A message that still is no event stays where it is, and so does an event
above 1 MiB, which no queue message holds.

  --run                         act
  --destination NAME            only finished records of this destination, as they are listed: Https-splunk
  --to-destination NAME         sends them to another destination, and with them what still waits: for a destination
                                that has left the tenant file
  --type s,fp                   only log events of these types
  --reason TEXT                 only messages whose reason, or a destination's code, has this text; "undelivered" are
                                events that SQS moved there after their last attempt
  --from TIME, --to TIME        only events and records of this time, for example 2026-09-14T08:00:00Z
  --messages-per-second N       at most so many; default: 50
  --wait-seconds N              how long an empty queue is waited for before it counts as empty; default: 2
  --queue-url URL, --dead-letter-queue-url URL
                                in place of TENANT, for queues of your own
  --json                        the outcome as one JSON object on standard output

Exit code: 0 done; 1 messages stay that cannot be read or are too large; 2 wrong options, or a queue out of reach.

Examples
  npm run --silent cli -- redrive acme
  npm run --silent cli -- redrive acme --type s --from 2026-09-14 --run
  npm run --silent cli -- redrive acme --destination Https-old --to-destination Https-new --run
`;

const optionSpecs = {
  run: { type: 'boolean', default: false },
  destination: { type: 'string' },
  'to-destination': { type: 'string' },
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

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const filter: EventFilter = {
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
  const client = openQueueClient();
  const { queueUrl, deadLetterQueueUrl } = await openQueues(client, positionals, values);
  const ways = await findRecordWays(client, positionals[0], {
    ...values,
    warn: (text) => terminal.stderr.write(`${text}\n`),
  });

  const progress = createProgress(terminal.stderr, terminal.now);
  const shared = { client, waitSeconds, isRun: values.run, pace: createPace(perSecond), filter };
  const events = createTally('events');
  const records = createTally('records');
  const tell = () =>
    progress.update(() => {
      const found = events.counts.found + records.counts.found;
      return `${formatMany(found, 'message')} read, ${events.counts.sent + records.counts.sent} sent`;
    });
  try {
    if (values.destination === undefined) {
      for await (const one of redriveEvents({ ...shared, queueUrl, deadLetterQueueUrl })) {
        events.add(one);
        tell();
      }
    }
    // Records have no log type any more.
    for (const way of filter.types === undefined ? ways : []) {
      for await (const { code, firstFailedAtMs, isReadable, isSent } of redriveRecords({ ...shared, way })) {
        const fate = isSent ? 'sent' : isReadable && way.toQueueUrl !== undefined ? 'sendable' : 'unreadable';
        records.add({ fate, reason: code, type: way.destination, atMs: firstFailedAtMs });
        tell();
      }
    }
  } finally {
    progress.clear();
  }

  if (values.json) {
    const outcome = { ...events.toJson(), records: records.toJson() };
    terminal.stdout.write(`${JSON.stringify(outcome)}\n`);
  } else terminal.stdout.write(describe([events, records], values.run));
  return values.run && events.left + records.left > 0 ? exitCodes.unusable : exitCodes.done;
}
