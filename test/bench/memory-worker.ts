import { createBenchPipeline, toBatches } from './bench-pipeline.ts';
import { createTraffic, type TrafficOptions } from './traffic.ts';

const { events, traffic: kinds } = JSON.parse(process.argv[2] ?? '{}') as MemoryInput;
// As earlier states were measured; a stack takes up to 200.
const batchSize = 40;
const traffic = createTraffic(kinds);

let requests = 0;
let records = 0;
const pipeline = createBenchPipeline({
  format: 'ocsf',
  baseUrl: 'https://bench.eu.auth0.com',
  toSession: (sessionId) => {
    requests++;
    return traffic.toSession(sessionId);
  },
  onRecords: ({ length }) => {
    records += length;
  },
});

const toMib = (bytes: number) => bytes / 2 ** 20;
const samples: MemorySample[] = [];
const step = events / 20;
for (let from = 0; from < events; from += batchSize) {
  const bodies = Array.from({ length: batchSize }, (_, index) => traffic.toEvent(from + index));
  for (const batch of toBatches(bodies, batchSize))
    await pipeline.process(batch, { deadlineMs: Date.now() + 60_000 });
  // As between two invocations, when node gets to do what it has put off.
  await new Promise((resolve) => setImmediate(resolve));
  const done = from + batchSize;
  if (done % step < batchSize) samples.push({ events: done, rssMib: toMib(process.memoryUsage.rss()) });
}

export interface MemoryInput {
  readonly events: number;
  readonly traffic: TrafficOptions;
}

export interface MemorySample {
  /** Done by then. */
  readonly events: number;
  readonly rssMib: number;
}

export interface MemoryResult {
  readonly records: number;
  readonly requests: number;
  /** What is still in use at the end; the rest of the resident memory is room that V8 keeps for the next objects. */
  readonly liveHeapMib: number;
  readonly samples: readonly MemorySample[];
}
globalThis.gc?.();
const liveHeapMib = toMib(process.memoryUsage().heapUsed);
// Used once more, or its caches would have been collected as well.
await pipeline.process([], { deadlineMs: Date.now() });
const result: MemoryResult = { records, requests, samples, liveHeapMib };
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
