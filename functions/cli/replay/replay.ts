import { maxMessageBytes } from '../../queue/event-queue.ts';
import { backfillAttributes } from '../../queue/event-origin.ts';
import { isTooLarge, toMessageBody, tooLarge } from '../../queue/message-body.ts';
import { type Command, type Terminal, exitCodes } from '../terminal/command.ts';
import { findInputFiles } from '../input/find-input-files.ts';
import { createPace } from '../terminal/pace.ts';
import { parseNumber, parseOptions } from '../terminal/parse-options.ts';
import { createProgress, formatCount, formatMany } from '../terminal/progress-line.ts';
import { readInputs } from '../input/read-inputs.ts';
import { UsageError } from '../terminal/user-error.ts';
import { type PostEvents, createWebhookTarget } from './webhook-target.ts';

const help = `Sends log events from a file through the system once more, as if Auth0 had.

Usage: npm run --silent cli -- replay FILE… (--tenant TENANT | --queue-url URL | --webhook-url URL) [options]

FILE holds events in any shape that enrich reads, a folder stands for all files below it, - is standard input. They go
into the tenant's queue, or to a webhook with the Authorization value in WEBHOOK_AUTHORIZATION. Records have the same
uid as the first time.

  --events-per-second N         at most so many; default: 100
  --json                        the outcome as one JSON object on standard output

Exit code: 0 all sent; 1 some input was unusable, or set aside by the webhook, each piece named on standard error;
2 wrong options, a file that cannot be read, or a queue or webhook out of reach.

Examples
  npm run --silent cli -- replay events.ndjson --tenant acme
  WEBHOOK_AUTHORIZATION=local-webhook-secret npm run --silent cli -- replay events.ndjson \\
    --webhook-url http://127.0.0.1:4000/log-events
`;

const optionSpecs = {
  tenant: { type: 'string' },
  'queue-url': { type: 'string' },
  'webhook-url': { type: 'string' },
  'events-per-second': { type: 'string', default: '100' },
  json: { type: 'boolean', default: false },
} as const;

const batchSize = 10;
/** Of one request. Lambda takes 6 MB, the base64 of the body and all around it included. */
const maxBatchBytes = maxMessageBytes;

export const replayCommand: Command = { help, run };

interface QueuedEvent {
  readonly place: string;
  readonly body: string;
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { now, stderr, stdout } = terminal;
  const { values, positionals } = parseOptions(args, optionSpecs);
  if (positionals.length === 0) throw new UsageError('expected a FILE, or - for standard input');
  const perSecond = parseNumber('--events-per-second', values['events-per-second'], {
    min: 0.1,
    max: 10_000,
  });
  const targets = [values.tenant, values['queue-url'], values['webhook-url']].filter(
    (one) => one !== undefined,
  );
  if (targets.length !== 1)
    throw new UsageError('give exactly one of --tenant, --queue-url and --webhook-url');
  const files = await findInputFiles(positionals);
  const send = await openTarget(values, terminal);

  const pace = createPace(perSecond, now);
  const progress = createProgress(stderr, now);
  const counts = { sent: 0, unusable: 0 };
  let batch: QueuedEvent[] = [];
  let batchBytes = 0;

  function reject(place: string, reason: string): void {
    counts.unusable += 1;
    progress.clear();
    stderr.write(`unusable: ${place}: ${reason}\n`);
  }

  async function sendBatch(): Promise<void> {
    if (batch.length === 0) return;
    await pace(batch.length);
    const setAside = await send(batch.map(({ body }) => body));
    for (const { index, reason } of setAside) {
      const whose = values['webhook-url'] === undefined ? 'refused by the queue' : 'set aside by the webhook';
      reject(batch[index]?.place ?? 'an event', `${whose}: ${reason}`);
    }
    counts.sent += batch.length - setAside.length;
    [batch, batchBytes] = [[], 0];
    progress.update(
      () => `${formatMany(counts.sent, 'event')} sent · ${formatCount(counts.unusable)} unusable`,
    );
  }

  async function add(event: QueuedEvent): Promise<void> {
    const bytes = Buffer.byteLength(event.body);
    if (batch.length >= batchSize || batchBytes + bytes > maxBatchBytes) await sendBatch();
    batch.push(event);
    batchBytes += bytes;
  }

  try {
    for await (const { place, parsed } of readInputs(files, terminal)) {
      const body = parsed.ok ? toMessageBody(parsed.text) : '';
      if (!parsed.ok) reject(place, parsed.reason);
      else if (isTooLarge(body)) reject(place, tooLarge);
      else await add({ place, body });
    }
    await sendBatch();
  } finally {
    progress.clear();
  }

  if (values.json) stdout.write(`${JSON.stringify(counts)}\n`);
  else stderr.write(`${formatMany(counts.sent, 'event')} sent, ${formatCount(counts.unusable)} unusable\n`);
  return counts.unusable > 0 ? exitCodes.unusable : exitCodes.done;
}

async function openTarget(
  values: { readonly [name: string]: string | boolean | undefined },
  { env }: Pick<Terminal, 'env'>,
): Promise<PostEvents> {
  const { tenant, 'queue-url': queueUrl, 'webhook-url': webhookUrl } = values;
  if (typeof webhookUrl === 'string') return createWebhookTarget(webhookUrl, env['WEBHOOK_AUTHORIZATION']);
  const { openQueueClient } = await import('../aws/clients.ts');
  const { createSqsEventQueue } = await import('../../queue/sqs-event-queue.ts');
  const { findQueue } = await import('../aws/queue-options.ts');
  const client = openQueueClient();
  const url = await findQueue(
    client,
    typeof tenant === 'string' ? tenant : undefined,
    typeof queueUrl === 'string' ? queueUrl : undefined,
  );
  const queue = createSqsEventQueue({
    client,
    queueUrl: url,
    deadLetterQueueUrl: url,
    attributes: backfillAttributes,
  });
  return async (bodies) => {
    const refused = await queue.add(bodies);
    return refused.map(({ index, code }) => ({ index, reason: code }));
  };
}
