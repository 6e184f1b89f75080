import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { createChance } from './random.ts';
import { createTraffic } from './traffic.ts';

export interface LoadTask {
  readonly url: string;
  readonly authorization: string;
  readonly rate: number;
  readonly seconds: number;
  readonly perPost: number;
  readonly sessions: number;
}

export interface LoadReport {
  /** Events acknowledged with 202. */
  readonly acknowledged: number;
  readonly refused: number;
  readonly seconds: number;
  /** From the moment at which a POST was due, so that a late start counts. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** As a sender would: connections that are kept, and not one for each POST that waits. */
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function send(url: string, authorization: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization, 'content-length': Buffer.byteLength(body) };
    const posted = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
      response.once('error', reject);
    });
    posted.once('error', reject);
    posted.end(body);
  });
}

/** Sends on a timetable, without waiting for answers, and tells the parent how long they took. */
async function sendAll(task: LoadTask): Promise<LoadReport> {
  const { url, authorization, rate, seconds, perPost } = task;
  const traffic = createTraffic(createChance(1), task.sessions);
  const posts = Math.round((rate * seconds) / perPost);
  const intervalMs = (perPost / rate) * 1_000;
  const latencies: number[] = [];
  let acknowledged = 0;
  let refused = 0;

  async function post(dueMs: number): Promise<void> {
    const body = Array.from({ length: perPost }, () => traffic.toEvent().text).join('\n');
    const status = await send(url, authorization, body).catch(() => undefined);
    if (status === 202) acknowledged += perPost;
    else refused += perPost;
    latencies.push(performance.now() - dueMs);
  }

  // The first connections and the first compilation are no part of the load.
  await Promise.all(Array.from({ length: 20 }, () => post(performance.now())));
  latencies.length = 0;
  const startedMs = performance.now();
  const running: Promise<void>[] = [];
  for (let index = 0; index < posts; index += 1) {
    const dueMs = startedMs + index * intervalMs;
    const aheadMs = dueMs - performance.now();
    if (aheadMs > 1) await wait(aheadMs);
    running.push(post(dueMs));
  }
  await Promise.all(running);
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return {
    acknowledged,
    refused,
    seconds: (performance.now() - startedMs) / 1_000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
  };
}

process.once('message', (task) => {
  sendAll(task as LoadTask)
    .then((report) => process.send?.(report, () => process.exit(0)))
    .catch(() => process.exit(1));
});
