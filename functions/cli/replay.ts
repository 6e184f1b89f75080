import { setTimeout as delay } from 'node:timers/promises';
import { toMessageBody } from '../receive/message-body.ts';
import { type Command, type Terminal, exitCodes } from './command.ts';
import { openInput } from './open-input.ts';
import { createPace } from './pace.ts';
import { parseNumber, parseOptions } from './parse-options.ts';
import { createProgress, formatCount, formatMany } from './progress-line.ts';
import { readElements } from './read-elements.ts';
import { InputError, UsageError } from './user-error.ts';

const help = `Sends log events from a file through the system once more, as if Auth0 had.

Usage: npm run --silent cli -- replay FILE (--tenant TENANT | --queue-url URL | --webhook-url URL) [options]

FILE holds events in any shape that enrich reads; - is standard input. They go into the tenant's queue, or to a
webhook with the Authorization value in WEBHOOK_AUTHORIZATION. Records have the same uid as the first time.

  --events-per-second N         at most so many; default: 100
  --json                        the outcome as one JSON object on standard output

Exit code: 0 all sent; 1 some input was unusable, each piece named on standard error; 2 wrong options, a file that
cannot be read, or a queue or webhook out of reach.

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
const webhookAttempts = 4;

export const replayCommand: Command = { help, run };

/** Resolves when all of it is durable. */
type Send = (bodies: readonly string[]) => Promise<void>;

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { now, stderr, stdout } = terminal;
  const { values, positionals } = parseOptions(args, optionSpecs);
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new UsageError('expected one FILE, or - for standard input');
  const perSecond = parseNumber('--events-per-second', values['events-per-second'], {
    min: 0.1,
    max: 10_000,
  });
  const targets = [values.tenant, values['queue-url'], values['webhook-url']].filter(
    (one) => one !== undefined,
  );
  if (targets.length !== 1)
    throw new UsageError('give exactly one of --tenant, --queue-url and --webhook-url');
  const send = await openTarget(values, terminal);
  const input = await openInput(path, terminal);

  const pace = createPace(perSecond, now);
  const progress = createProgress(stderr, now);
  const counts = { sent: 0, unusable: 0 };
  let batch: string[] = [];

  async function sendBatch(): Promise<void> {
    if (batch.length === 0) return;
    await pace(batch.length);
    await send(batch);
    counts.sent += batch.length;
    batch = [];
    progress.update(
      () => `${formatMany(counts.sent, 'event')} sent · ${formatCount(counts.unusable)} unusable`,
    );
  }

  try {
    for await (const { place, parsed } of readElements(input, { now })) {
      if (!parsed.ok) {
        counts.unusable += 1;
        progress.clear();
        stderr.write(`unusable: ${place}: ${parsed.reason}\n`);
        continue;
      }
      batch.push(toMessageBody(parsed.text));
      if (batch.length >= batchSize) await sendBatch();
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
): Promise<Send> {
  const { tenant, 'queue-url': queueUrl, 'webhook-url': webhookUrl } = values;
  if (typeof webhookUrl === 'string') return createWebhook(webhookUrl, env['WEBHOOK_AUTHORIZATION']);
  const { createQueueClient } = await import('../receive/queue-client.ts');
  const { createSqsEventQueue } = await import('../receive/sqs-event-queue.ts');
  const { findQueue } = await import('./queue-options.ts');
  const client = createQueueClient();
  const url = await findQueue(
    client,
    typeof tenant === 'string' ? tenant : undefined,
    typeof queueUrl === 'string' ? queueUrl : undefined,
  );
  const queue = createSqsEventQueue({ client, queueUrl: url, deadLetterQueueUrl: url });
  return (bodies) => queue.add(bodies);
}

function createWebhook(webhookUrl: string, authorization: string | undefined): Send {
  if (!isSafeUrl(webhookUrl)) {
    throw new UsageError(
      `--webhook-url must be an https URL (http only for loopback), got ${JSON.stringify(webhookUrl)}`,
    );
  }
  if (authorization === undefined || authorization === '') {
    throw new UsageError(
      '--webhook-url needs the Authorization value of the log stream in WEBHOOK_AUTHORIZATION',
    );
  }

  async function post(body: string): Promise<number | undefined> {
    try {
      const response = await fetch(webhookUrl, {
        method: 'POST',
        headers: { authorization: authorization ?? '', 'content-type': 'application/x-ndjson' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(30_000),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return undefined;
    }
  }

  return async (bodies) => {
    for (let attempt = 1; ; attempt += 1) {
      const status = await post(bodies.map((body) => body.replaceAll(/[\r\n]+/g, ' ')).join('\n'));
      if (status === 202) return;
      if (status === 401)
        throw new InputError('the webhook refused the value in WEBHOOK_AUTHORIZATION (401)');
      const isPassing = status === undefined || status === 429 || status >= 500;
      if (!isPassing || attempt >= webhookAttempts) {
        throw new InputError(
          `the webhook took nothing more: ${status === undefined ? 'no answer' : `HTTP status ${status}`}`,
        );
      }
      await delay(250 * 2 ** attempt);
    }
  };
}

function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (
    protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname))
  );
}
