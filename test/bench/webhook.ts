import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
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
}

const authorization = 'the-webhook-secret-of-the-benchmark';
const sizes: readonly [events: number, requests: number][] = [
  [1, 2_000],
  [100, 500],
  [1_000, 100],
];

/**
 * How long Auth0 waits for its 202, over loopback, one delivery after the other: with SQS in another process (ten
 * messages a call, all of them before the answer), and with a queue that costs nothing.
 */
export async function measureWebhook(options: BenchOptions): Promise<BenchResult> {
  const rows: Row[] = [];
  const aws = await startWorker<string>('stand-in-worker', {}, options);
  try {
    const sqs = await createQueues(aws.result);
    const inputs: readonly [queue: string, input: WebhookInput][] = [
      ['sqs', { authorization, sqs }],
      ['none', { authorization }],
    ];
    for (const [queue, input] of inputs) {
      const webhook = await startWorker<string>('webhook-worker', input, options);
      for (const [events, requests] of sizes) {
        const count = options.isQuick ? Math.ceil(requests / 20) : requests;
        const times = await post(`${webhook.result}/log-events`, events, count);
        rows.push({ queue, events, p50: quantile(times, 0.5), p99: quantile(times, 0.99) });
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
  client.destroy();
  return { endpoint, queueUrl, deadLetterQueueUrl };
}

/** Milliseconds from sending the first byte to having the whole answer; the first fifth is not counted. */
async function post(url: string, events: number, count: number): Promise<readonly number[]> {
  const traffic = createTraffic({ sessions: 1_000 });
  const warmUps = Math.ceil(count / 5);
  const times: number[] = [];
  for (let request = 0; request < warmUps + count; request++) {
    const from = request * events;
    const body = Array.from({ length: events }, (_, index) => traffic.toEvent(from + index)).join('\n');
    const start = performance.now();
    const answer = await fetch(url, { method: 'POST', headers: { authorization }, body });
    const text = await answer.text();
    if (request >= warmUps) times.push(performance.now() - start);
    if (answer.status !== 202) throw new Error(`the webhook answered ${answer.status}: ${text}`);
  }
  return times;
}

function summarize(rows: readonly Row[]): BenchResult {
  const table = toTable(
    ['queue', 'events', 'p50 ms', 'p99 ms'],
    rows.map(({ queue, events, p50, p99 }) => [queue, events, p50.toFixed(1), p99.toFixed(1)]),
  );
  const figures = rows.map(({ queue, events, p50, p99 }) => [
    `${queue}_${events}`,
    { p50_ms: rounded(p50), p99_ms: rounded(p99) },
  ]);
  return { table, figures: Object.fromEntries(figures) as BenchResult['figures'] };
}
