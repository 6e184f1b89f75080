import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Destination } from '../../functions/destination/destination.ts';
import { startLocalSystem } from '../../functions/local/local-system.ts';
import type { LoadReport, LoadTask } from './load-sender.ts';
import { markerPattern, toSessions } from './traffic.ts';

export interface LoadOptions {
  readonly rate: number;
  readonly seconds: number;
}

const perPost = 20;
/** So many as the tenant's look-up budget can keep fresh: this is about events, not about the budget. */
const sessions = 40;
const maxAckMs = 250;

/**
 * A steady stream of events through the local webhook, sent by a process of its own that keeps to its timetable
 * whatever the answers take. `broken` says what did not hold; none when all did.
 */
export async function runLoad(
  { rate, seconds }: LoadOptions,
  report: (line: string) => void,
): Promise<{ figures: object; broken: string[] }> {
  const delivered = createCount();
  let records = 0;
  const destination: Destination = {
    name: 'count',
    async deliver(given) {
      for (const { line } of given) delivered.add(line);
      records += given.length;
      return [];
    },
  };
  let maxDelayMs = 0;
  const system = await startLocalSystem({
    destinations: [destination],
    simulator: { sessions: toSessions(sessions) },
    cacheTtlMs: 30_000,
    queue: { visibilityTimeoutMs: 180_000 },
    onBatch: ({ delaysMs }) => {
      for (const delayMs of delaysMs) maxDelayMs = Math.max(maxDelayMs, delayMs);
    },
    reportFault: (error) => report(`fault: ${error instanceof Error ? error.name : 'unknown'}`),
  });

  const memory: number[] = [];
  const sampler = setInterval(() => {
    globalThis.gc?.();
    memory.push(process.memoryUsage().rss / 1_048_576);
    report(`${memory.length} s: ${delivered.size} events, ${Math.round(memory.at(-1) ?? 0)} MiB`);
  }, 1_000);
  const cpuBefore = process.cpuUsage();
  const sent = await sendFrom({
    url: system.webhookUrl,
    authorization: system.authorization,
    rate,
    seconds,
    perPost,
    sessions,
  });
  const { user, system: kernel } = process.cpuUsage(cpuBefore);
  const endMs = Date.now() + 30_000;
  while (delivered.size < sent.acknowledged && Date.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  clearInterval(sampler);
  const { size } = system.queue;
  await system.close();

  const figures = {
    events: sent.acknowledged,
    records,
    lost: sent.acknowledged - delivered.size,
    refused: sent.refused,
    left: size,
    eventsPerSecond: Math.round(sent.acknowledged / sent.seconds),
    ackP50Ms: sent.p50Ms,
    ackP99Ms: sent.p99Ms,
    ackMaxMs: sent.maxMs,
    maxDelayMs,
    cpuShare: round((user + kernel) / 1e6 / sent.seconds),
    ...toGrowth(memory),
  };
  const broken: string[] = [];
  if (figures.lost > 0 || size > 0) broken.push(`${figures.lost} events are lost, ${size} wait`);
  if (sent.refused > 0) broken.push(`${sent.refused} events were not acknowledged`);
  if (sent.p99Ms > maxAckMs)
    broken.push(`p99 of the acknowledgement is ${sent.p99Ms} ms, promised are ${maxAckMs}`);
  if (figures.rssGrowthMb > 40) broken.push(`memory grew by ${figures.rssGrowthMb} MiB`);
  return { figures, broken };
}

/** How many events there are records of: a byte for each, so that what grows is not the count itself. */
function createCount() {
  const isThere = new Uint8Array(10 ** 7);
  let size = 0;
  return {
    add(line: string): void {
      const number = Number(markerPattern.exec(line)?.[0].slice(-7));
      if (isThere[number] === 0) size += 1;
      isThere[number] = 1;
    },
    get size() {
      return size;
    },
  };
}

/** The last third against the second: the first one is still warming up. */
function toGrowth(memory: readonly number[]) {
  const third = Math.floor(memory.length / 3);
  const mean = (values: readonly number[]) =>
    values.reduce((sum, one) => sum + one, 0) / (values.length || 1);
  const before = mean(memory.slice(third, 2 * third));
  const after = mean(memory.slice(2 * third));
  return { rssMb: Math.round(after), rssGrowthMb: Math.round(after - before) };
}

function sendFrom(task: LoadTask): Promise<LoadReport> {
  const child = fork(fileURLToPath(new URL('./load-sender.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as LoadReport));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sender ended with ${code}`)));
    child.send(task);
  });
}

const round = (value: number) => Math.round(value * 100) / 100;
