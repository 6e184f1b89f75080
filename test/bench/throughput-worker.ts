import { type RecordFormat, recordFormats } from '../../functions/record/record-format.ts';
import { createBenchPipeline, toBatches } from './bench-pipeline.ts';
import { median } from './quantile.ts';
import { createTraffic } from './traffic.ts';

const { events, repeats } = JSON.parse(process.argv[2] ?? '{}') as { events: number; repeats: number };
// As earlier states were measured; a stack takes up to 200.
const batchSize = 40;

/** How often a session comes: ten times in each round and the same in all rounds, or once and never again. */
const kinds = {
  again: { sessions: Math.ceil(events / 10) },
  once: { sessions: events, eventsPerWave: events },
} as const;
type Kind = keyof typeof kinds;

/** Other processes on the same core stretch the wall clock, and the processor's time hardly. */
function readClocks() {
  const { user, system } = process.cpuUsage();
  return { wallMs: performance.now(), cpuMs: (user + system) / 1_000 };
}

async function measure(format: RecordFormat, sessionsCome: Kind) {
  const traffic = createTraffic(kinds[sessionsCome]);
  const toBodies = (round: number) => {
    const first = sessionsCome === 'once' ? round * events : 0;
    return Array.from({ length: events }, (_, index) => traffic.toEvent(first + index));
  };
  let bodies = toBodies(0);
  const lines: string[] = [];
  let isKept = false;
  let bytesOut = 0;
  const pipeline = createBenchPipeline({
    format,
    baseUrl: 'https://bench.eu.auth0.com',
    toSession: (sessionId) => traffic.toSession(sessionId),
    onRecords: (records) => {
      // Nothing is put off: the text is there as it would be sent.
      for (const { line } of records) bytesOut += Buffer.byteLength(line);
      if (isKept) for (const { line } of records) lines.push(line);
    },
  });
  const runAll = async () => {
    for (const batch of toBatches(bodies, batchSize))
      await pipeline.process(batch, { deadlineMs: Date.now() + 60_000 });
  };
  // Fills the cache, and lets the compiler see everything often enough.
  await runAll();
  bodies = toBodies(1);
  isKept = true;
  await runAll();
  isKept = false;
  const records = lines.map((line) => JSON.parse(line) as unknown);
  let bytes = 0;
  const runFloor = () => {
    bytes = 0;
    for (const [index, body] of bodies.entries()) {
      JSON.parse(body);
      bytes += Buffer.byteLength(JSON.stringify(records[index]));
    }
  };
  runFloor();

  const samples: { oursMs: number; floorMs: number; cpuRatio: number }[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    bodies = toBodies(repeat + 2);
    const start = readClocks();
    await runAll();
    const middle = readClocks();
    runFloor();
    const end = readClocks();
    samples.push({
      oursMs: middle.wallMs - start.wallMs,
      floorMs: end.wallMs - middle.wallMs,
      cpuRatio: (end.cpuMs - middle.cpuMs) / (middle.cpuMs - start.cpuMs),
    });
  }
  return {
    format,
    sessionsCome,
    eventsPerSecond: events / (median(samples.map(({ oursMs }) => oursMs)) / 1_000),
    floorPerSecond: events / (median(samples.map(({ floorMs }) => floorMs)) / 1_000),
    ratio: median(samples.map(({ oursMs, floorMs }) => floorMs / oursMs)),
    cpuRatio: median(samples.map(({ cpuRatio }) => cpuRatio)),
    recordBytes: bytes / events,
    eventBytes: bodies.reduce((sum, body) => sum + body.length, 0) / events,
  };
}

export type ThroughputRow = Awaited<ReturnType<typeof measure>>;

const rows: ThroughputRow[] = [];
for (const sessionsCome of ['again', 'once'] as const) {
  for (const format of recordFormats) rows.push(await measure(format, sessionsCome));
}
process.stdout.write(`${JSON.stringify(rows)}\n`, () => process.exit());
