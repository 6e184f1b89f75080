import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { replaySignalsCommand } from '../../../functions/cli/replay-signals/replay-signals.ts';
import type { MonthSize } from './generate-month.ts';
import { writeMonth } from './write-month.ts';

export interface ReplayRow {
  readonly events: number;
  /** By processor time, both settings together. */
  readonly eventsPerSecond: number;
  readonly wallSeconds: number;
  readonly mostMemoryMb: number;
  readonly isSame: boolean;
  readonly text: string;
}

const { size, tenant } = JSON.parse(process.argv[2] ?? '{}') as { size: MonthSize; tenant: object };

/** What B tries: one signal off, and another one that counts for more. */
const tried = {
  disabled: ['session_used_after_end'],
  severity: { recovery_code_used: 'medium', network_alternates: 'high' },
};

async function replay(files: readonly string[]): Promise<string> {
  const pieces: string[] = [];
  const sink = (keep: boolean) =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        if (keep) pieces.push(chunk.toString());
        done();
      },
    });
  await replaySignalsCommand.run([...files], {
    stdin: Readable.from([]),
    stdout: sink(true),
    stderr: sink(false),
    env: {},
    now: Date.now,
  });
  return pieces.join('');
}

const folder = await mkdtemp(path.join(tmpdir(), 'month-'));
try {
  const month = path.join(folder, 'month.ndjson');
  const [a, b] = ['a', 'b'].map((name) => path.join(folder, `${name}.json`)) as [string, string];
  await writeFile(a, JSON.stringify(tenant));
  await writeFile(b, JSON.stringify({ ...tenant, signals: tried }));
  const events = await writeMonth(size, month);
  // In this process, by its processor time.
  const args = [month, '--tenant-file', a, '--against', b, '--list', '5', '--workers', '1'];
  const startedAtMs = performance.now();
  const { user, system } = process.cpuUsage();
  const text = await replay(args);
  const used = process.cpuUsage({ user, system });
  const wallSeconds = (performance.now() - startedAtMs) / 1_000;
  const row: ReplayRow = {
    events,
    eventsPerSecond: (events * 1e6) / (used.user + used.system),
    wallSeconds,
    mostMemoryMb: process.resourceUsage().maxRSS / 1_000,
    isSame: (await replay(args)) === text,
    text: text.replaceAll(`${folder}/`, ''),
  };
  process.stdout.write(`${JSON.stringify(row)}\n`, () => process.exit());
} finally {
  await rm(folder, { recursive: true, force: true });
}
