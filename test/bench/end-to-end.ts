import { setTimeout as wait } from 'node:timers/promises';
import type { BenchOptions, BenchResult } from './part.ts';
import { toDollarsPerMillion } from './end-to-end/dollars.ts';
import {
  type CloudAddresses,
  type CloudInput,
  feed,
  type News,
  pollers,
  toWorkerEnv,
} from './end-to-end/set-up.ts';
import { quantile, rounded } from './quantile.ts';
import { startWorker } from './run-worker.ts';
import { toTable } from './table.ts';
import { createTraffic } from './traffic.ts';
import type { WebhookInput } from './webhook-worker.ts';

const authorization = 'the-webhook-secret-of-the-benchmark';
const rates = [1, 20, 100, 500];
/** At most; the events of one come together. */
const deliveriesPerSecond = 10;
const eventsPerSession = 5;
const longestWaitMs = 120_000;

interface Row {
  readonly hasLedger: boolean;
  readonly eventsPerSecond: number;
  readonly events: number;
  readonly p50: number;
  readonly p99: number;
  /** Of that, from the handler's call to the record at Firehose; the rest is webhook, batch window and polling. */
  readonly inWorkerP50: number;
  readonly inWorkerP99: number;
  readonly lost: number;
  readonly dollarsPerMillion: number;
}

/**
 * What a user would time: from the webhook's request to the record at Firehose. Webhook, AWS with Auth0, and each of five workers
 * with its poller are a process; the workers run the function's own handler with what a stack sets, batch window included.
 */
export async function measureEndToEnd(options: BenchOptions): Promise<BenchResult> {
  const rows: Row[] = [];
  for (const hasLedger of [true, false]) {
    for (const eventsPerSecond of rates) rows.push(await run(eventsPerSecond, hasLedger, options));
  }
  const table = toTable(
    [
      'ledger',
      'events/s',
      'events',
      'p50 s',
      'p99 s',
      'in the worker: p50 ms',
      'p99 ms',
      'lost',
      '$ a million',
    ],
    rows.map((row) => [
      row.hasLedger ? 'on' : 'off',
      row.eventsPerSecond,
      row.events,
      (row.p50 / 1_000).toFixed(2),
      (row.p99 / 1_000).toFixed(2),
      Math.round(row.inWorkerP50),
      Math.round(row.inWorkerP99),
      row.lost,
      row.dollarsPerMillion.toFixed(2),
    ]),
  );
  const figures = Object.fromEntries(
    rows.map((row) => [
      `ledger_${row.hasLedger ? 'on' : 'off'}_${row.eventsPerSecond}_per_second`,
      {
        events: row.events,
        p50_ms: rounded(row.p50),
        p99_ms: rounded(row.p99),
        in_worker_p50_ms: rounded(row.inWorkerP50),
        in_worker_p99_ms: rounded(row.inWorkerP99),
        lost: row.lost,
        dollars_per_million: rounded(row.dollarsPerMillion),
      },
    ]),
  );
  return {
    figures: { batch_size: feed.batchSize, batch_window_seconds: feed.batchWindowSeconds, ...figures },
    table: `${table}\nof which up to ${feed.batchWindowSeconds} s are the queue's batch window; dollars by docs/costs.md`,
  };
}

async function run(eventsPerSecond: number, hasLedger: boolean, options: BenchOptions): Promise<Row> {
  const seconds = options.isQuick ? 5 : 30;
  const events = eventsPerSecond * seconds;
  const sessions = Math.max(1, Math.ceil(events / eventsPerSession));
  const input: CloudInput = { sessions };
  const cloud = await startWorker<CloudAddresses>('end-to-end/cloud-worker', input, options);
  const started: { stop(): Promise<void> }[] = [cloud];
  try {
    const { awsUrl, queueUrl, deadLetterQueueUrl, newsUrl } = cloud.result;
    const sqs = { endpoint: awsUrl, queueUrl, deadLetterQueueUrl };
    const webhook = await startWorker<string>(
      'webhook-worker',
      { authorization, sqs } satisfies WebhookInput,
      options,
    );
    started.push(webhook);
    const env = toWorkerEnv(cloud.result, hasLedger);
    for (let worker = 0; worker < pollers; worker += 1) {
      started.push(await startWorker('end-to-end/enrich-worker', feed, { ...options, env }));
    }
    const sent = await send(webhook.result, eventsPerSecond, seconds, sessions);
    const { handed, taken } = await collect(newsUrl, sent.size);
    const since = (start: ReadonlyMap<string, number>) =>
      [...taken].map(([logId, atMs]) => atMs - (start.get(logId) ?? Number.NaN));
    const [delays, inWorker] = [since(sent), since(handed)];
    return {
      hasLedger,
      eventsPerSecond,
      events: sent.size,
      p50: quantile(delays, 0.5),
      p99: quantile(delays, 0.99),
      inWorkerP50: quantile(inWorker, 0.5),
      inWorkerP99: quantile(inWorker, 0.99),
      lost: sent.size - taken.size,
      dollarsPerMillion: toDollarsPerMillion(toEventsPerDelivery(eventsPerSecond), hasLedger),
    };
  } finally {
    for (const one of started.reverse()) await one.stop();
  }
}

function toEventsPerDelivery(eventsPerSecond: number): number {
  return eventsPerSecond / Math.min(deliveriesPerSecond, eventsPerSecond);
}

/** Epoch milliseconds at which each event's request was sent, by its `log_id`. Requests do not wait for each other. */
async function send(url: string, eventsPerSecond: number, seconds: number, sessions: number) {
  const traffic = createTraffic({ sessions });
  const sent = new Map<string, number>();
  const deliveries = Math.min(deliveriesPerSecond, eventsPerSecond) * seconds;
  const each = toEventsPerDelivery(eventsPerSecond);
  const startMs = Date.now();
  const answers: Promise<void>[] = [];
  for (let delivery = 0; delivery < deliveries; delivery += 1) {
    await wait(Math.max(0, startMs + (delivery * seconds * 1_000) / deliveries - Date.now()));
    const bodies = Array.from({ length: each }, (_, index) => traffic.toEvent(delivery * each + index));
    const atMs = Date.now();
    for (const body of bodies) sent.set((JSON.parse(body) as { log_id: string }).log_id, atMs);
    answers.push(post(url, bodies.join('\n')));
  }
  await Promise.all(answers);
  return sent;
}

async function post(url: string, body: string): Promise<void> {
  const response = await fetch(`${url}/log-events`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body,
  });
  if (response.status !== 202) throw new Error(`the webhook answered ${response.status}`);
}

async function collect(newsUrl: string, count: number) {
  const handed = new Map<string, number>();
  const taken = new Map<string, number>();
  const endMs = Date.now() + longestWaitMs;
  while (Math.min(handed.size, taken.size) < count && Date.now() < endMs) {
    await wait(500);
    const news = (await (await fetch(newsUrl)).json()) as News;
    for (const [logId, atMs] of news.handed) handed.set(logId, handed.get(logId) ?? atMs);
    for (const [logId, atMs] of news.taken) taken.set(logId, taken.get(logId) ?? atMs);
  }
  return { handed, taken };
}
