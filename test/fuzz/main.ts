import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseArgs } from 'node:util';
import { keepFinding, runFuzz } from './run-fuzz.ts';
import { targets } from './targets.ts';
import { validated } from './targets/records.ts';

const help = `Feeds the system with whatever may come, and shrinks and keeps what it cannot take.

Usage: npm run fuzz -- [--cases N] [--seed N] [--target NAME]

  --cases N      in all (default 1000000)
  --seed N       repeats a run (default: from the clock)
  --target NAME  only targets whose name holds NAME

A failing case is written to test/fuzz/fixtures/, where the tests find it. The last line of standard output is JSON.
`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    target: { type: 'string', default: '' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const maxGrowthMb = 150;

if (values.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const startedAtMs = Date.now();
  const seed = Number(values.seed);
  const cases = Number(values.cases);
  const chosen = targets.filter(({ name }) => name.includes(values.target));
  process.stderr.write(`seed ${seed}: ${chosen.map(({ name }) => name).join(', ')}\n`);

  const heaps: number[] = [];
  let nextReport = 0;
  const { cases: done, findings } = await runFuzz({
    targets: chosen,
    cases,
    seed,
    onRound: ({ cases: count }) => {
      if (count < nextReport) return;
      nextReport = count + cases / 20;
      heaps.push(heapMb());
      process.stderr.write(`${count} of ${cases} cases, heap ${Math.round(heaps.at(-1) ?? 0)} MiB\n`);
    },
  });
  for (const finding of findings) {
    process.stderr.write(
      `${finding.target}: ${finding.message}: test/fuzz/fixtures/${keepFinding(finding)}\n`,
    );
  }

  // The first quarter fills the caches and the sample.
  const warm = heaps[Math.floor(heaps.length / 4)] ?? 0;
  const heapGrowthMb = Math.round(heapMb() - warm);
  const figures = {
    cases: done,
    targets: chosen.length,
    findings: findings.length,
    recordsValidated: validated.records,
    heapMb: Math.round(heapMb()),
    heapGrowthMb,
    seed,
    seconds: Math.round((Date.now() - startedAtMs) / 1_000),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  process.exitCode = findings.length > 0 || heapGrowthMb > maxGrowthMb ? 1 : 0;
}

function heapMb(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 1_048_576;
}
