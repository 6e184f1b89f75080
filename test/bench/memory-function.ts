import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../infra/build/bundle.ts';
import { memorySettings } from '../../infra/memory-settings.ts';
import { toSqsEvent } from '../support/lambda-events.ts';
import { startSandbox } from '../support/lambda-sandbox.ts';
import { type CloudAddresses, type CloudInput, feed, toWorkerEnv } from './end-to-end/set-up.ts';
import type { MemorySample } from './memory-worker.ts';
import type { BenchOptions } from './part.ts';
import { startWorker } from './run-worker.ts';
import { createTraffic, type TrafficOptions } from './traffic.ts';

const handler = fileURLToPath(new URL('../../functions/enrich/handler.ts', import.meta.url));
/** So many that each session is looked up at once: what is measured keeps answers. */
const unlimited = { ratePerSecond: 100_000, burst: 100_000 };
const samplesOfARun = 20;

/**
 * Resident memory of the function as a stack has it: its bundle in Lambda's runtime client with its environment, its ledger in a
 * table of a stand-in's. AWS and Auth0 are a process of their own.
 */
export async function measureFunctionMemory(
  events: number,
  kinds: TrafficOptions,
  options: BenchOptions,
): Promise<readonly MemorySample[]> {
  const { eventsPerWave = events } = kinds;
  const sessions = kinds.sessions * Math.ceil(events / eventsPerWave);
  const input: CloudInput = { sessions, latencyMs: 0, rateLimit: unlimited };
  const cloud = await startWorker<CloudAddresses>('end-to-end/cloud-worker', input, options);
  try {
    const { file } = await bundle({ entry: handler, outdir: path.join(options.folder, 'memory-function') });
    const budget = { BUDGET: JSON.stringify({ ...unlimited, reserve: 0 }) };
    const env = { ...toWorkerEnv(cloud.result, true), ...memorySettings, ...budget };
    const sandbox = await startSandbox({ bundle: file, env, node: options.node, timeoutMs: 60_000 });
    try {
      const traffic = createTraffic(kinds);
      const samples: MemorySample[] = [];
      for (let from = 0; from < events; from += feed.batchSize) {
        const bodies = Array.from({ length: feed.batchSize }, (_, index) => traffic.toEvent(from + index));
        const { ok, body } = await sandbox.invoke(toSqsEvent(bodies));
        const { batchItemFailures } = Object(body) as { batchItemFailures?: readonly unknown[] };
        if (!ok || batchItemFailures?.length !== 0) {
          throw new Error(`the function failed: ${JSON.stringify(body)}\n${sandbox.logs}`);
        }
        const done = from + feed.batchSize;
        if (done % (events / samplesOfARun) >= feed.batchSize) continue;
        samples.push({ events: done, rssMib: sandbox.rssMb() ?? Number.NaN });
        // Forgets what has arrived.
        await fetch(cloud.result.newsUrl);
      }
      return samples;
    } finally {
      await sandbox.kill();
    }
  } finally {
    await cloud.stop();
  }
}
