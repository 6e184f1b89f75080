import { CreateQueueCommand, PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { BenchOptions, BenchResult } from './part.ts';
import { quantile, rounded } from './quantile.ts';
import { startWorker } from './run-worker.ts';
import { toTable } from './table.ts';
import { createTraffic } from './traffic.ts';
import type { WebhookInput } from './webhook-worker.ts';

interface Row {
  readonly queue: string;
  readonly events: number;
  readonly p50: number;
  readonly p99: number;
  /** Milliseconds of the webhook's process for a request, whatever else the machine has to do. */
  readonly processorMs: number;
}

const authorization = 'the-webhook-secret-of-the-benchmark';
const sizes: readonly [events: number, requests: number][] = [
  [1, 2_000],
  [100, 1_000],
  [1_000, 100],
];

/** After so many requests SQS forgets what it has: a growing heap would make it slower from request to request. */
const requestsPerPurge = 20;

/**
 * How long Auth0 waits for its 202, over loopback, one delivery after the other: with SQS (ten messages a call, all of
 * them before the answer), and with a queue that costs nothing. Sender, webhook and SQS are a process each.
 */
export async function measureWebhook(options: BenchOptions): Promise<BenchResult> {
  const rows: Row[] = [];
  const aws = await startWorker<string>('stand-in-worker', {}, options);
  try {
    const { sqs, purge } = await createQueues(aws.result);
    const inputs: readonly [queue: string, input: WebhookInput][] = [
      ['sqs', { authorization, sqs }],
      ['none', { authorization }],
    ];
    for (const [queue, input] of inputs) {
      const webhook = await startWorker<string>('webhook-worker', input, options);
      for (const [events, requests] of sizes) {
        const count = options.isQuick ? Math.ceil(requests / 20) : requests;
        const { times, processorMs } = await post(webhook.result, events, count, purge);
        rows.push({ queue, events, p50: quantile(times, 0.5), p99: quantile(times, 0.99), processorMs });
      }
      await webhook.stop();
    }
  } finally {
    await aws.stop();
  }
  return summarize(rows);
}

async function createQueues(endpoint: string) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  const create = async (QueueName: string) =>
    (await client.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  const queueUrl = await create('log-events');
  const deadLetterQueueUrl = await create('dead-letters');
  const purge = async () => {
    await client.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
  };
  return { sqs: { endpoint, queueUrl, deadLetterQueueUrl }, purge };
}

/** Milliseconds from sending the first byte to having the whole answer; the first fifth is not counted. */
async function post(url: string, events: number, count: number, purge: () => Promise<void>) {
  const traffic = createTraffic({ sessions: 1_000 });
  const readProcessorMs = async () => (await (await fetch(`${url}/processor-time`)).json()) as number;
  const warmUps = Math.ceil(count / 5);
  const times: number[] = [];
  let startMs = 0;
  for (let request = 0; request < warmUps + count; request++) {
    if (request === warmUps) startMs = await readProcessorMs();
    if (request % requestsPerPurge === 0) await purge();
    const from = request * events;
    const body = Array.from({ length: events }, (_, index) => traffic.toEvent(from + index)).join('\n');
    const start = performance.now();
    const answer = await fetch(`${url}/log-events`, { method: 'POST', headers: { authorization }, body });
    const text = await answer.text();
    if (request >= warmUps) times.push(performance.now() - start);
    if (answer.status !== 202) throw new Error(`the webhook answered ${answer.status}: ${text}`);
  }
  return { times, processorMs: ((await readProcessorMs()) - startMs) / count };
}

function summarize(rows: readonly Row[]): BenchResult {
  const table = toTable(
    ['queue', 'events', 'p50 ms', 'p99 ms', 'processor ms'],
    rows.map(({ queue, events, ...times }) => [
      queue,
      events,
      ...[times.p50, times.p99, times.processorMs].map((ms) => ms.toFixed(1)),
    ]),
  );
  const figures = rows.map(({ queue, events, p50, p99, processorMs }) => [
    `${queue}_${events}`,
    { p50_ms: rounded(p50), p99_ms: rounded(p99), processor_ms: rounded(processorMs) },
  ]);
  return { table, figures: Object.fromEntries(figures) as BenchResult['figures'] };
}
