import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureAgainst } from './against.ts';
import { measureColdStarts } from './cold-start.ts';
import { measureEndToEnd } from './end-to-end.ts';
import { findNode } from './find-node.ts';
import { measureLookUps } from './look-ups.ts';
import { measureMemory } from './memory.ts';
import { measureMonth, measureReplay } from './month.ts';
import { measurePage } from './page.ts';
import type { BenchOptions, BenchResult } from './part.ts';
import { measureThroughput } from './throughput.ts';
import { measureWebhook } from './webhook.ts';

const parts: { readonly [name: string]: (options: BenchOptions) => Promise<BenchResult> } = {
  throughput: measureThroughput,
  cold_start: measureColdStarts,
  webhook: measureWebhook,
  end_to_end: measureEndToEnd,
  look_ups: measureLookUps,
  memory: measureMemory,
  page: measurePage,
  month: measureMonth,
  replay: measureReplay,
};

const usage = `usage: npm run bench -- [--quick] [--only PART[,PART]] [--against REF [--turns N]] [--help]
parts: ${Object.keys(parts).join(', ')}
--against builds the commit, tag or branch REF in a temporary folder, and takes turns with it (3)
`;

/** Runs the benchmarks one after the other; the last line of stdout is one JSON object of figures. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean' },
      only: { type: 'string' },
      against: { type: 'string' },
      turns: { type: 'string', default: '3' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const names = values.only?.split(',') ?? Object.keys(parts);
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    process.stderr.write(`--only: no part is called ${unknown.join(', ')}\n${usage}`);
    return 2;
  }

  if (values.against !== undefined) return runAgainst(values.against, values);

  // The SDK's advice to move on from Node 20 would stand in the middle of the tables.
  process.removeAllListeners('warning');

  const node = findNode();
  const { model = 'unknown' } = cpus()[0] ?? {};
  const machine = {
    cpu: model,
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    node: node.version,
    date: new Date().toISOString().slice(0, 10),
    quick: values.quick === true,
  };
  process.stdout.write(`${model}, ${machine.cores} cores, Node ${node.version}\n`);
  if (!node.version.startsWith('v24.')) {
    process.stdout.write('Lambda will run Node 24, which is not here: read the ratios with that in mind\n');
  }

  const folder = await mkdtemp(path.join(tmpdir(), 'session-enricher-bench-'));
  const figures: { [name: string]: unknown } = {};
  try {
    for (const name of names) {
      process.stderr.write(`${name} …\n`);
      const result = await parts[name]?.({ isQuick: machine.quick, node: node.file, folder });
      process.stdout.write(`\n${name}\n${result?.table}\n`);
      figures[name] = result?.figures;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(`\n${JSON.stringify({ machine, ...figures })}\n`);
  return 0;
}

interface AgainstValues {
  readonly quick?: boolean | undefined;
  readonly only?: string | undefined;
  readonly turns: string;
}

/** A part that the other state has not got is refused by it. */
async function runAgainst(ref: string, { quick, only, turns }: AgainstValues): Promise<number> {
  const count = Number(turns);
  if (!Number.isInteger(count) || count < 1) {
    process.stderr.write(`--turns: expected a whole number from 1 on, got ${turns}\n${usage}`);
    return 2;
  }
  const { table, figures } = await measureAgainst({
    ref,
    args: [...(quick === true ? ['--quick'] : []), ...(only === undefined ? [] : ['--only', only])],
    turns: count,
    onTurn: (state, turn) => process.stderr.write(`${state}, turn ${turn} of ${count} …\n`),
  });
  process.stdout.write(`${table}\n\n${JSON.stringify({ against: ref, turns: count, ...figures })}\n`);
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof TypeError && 'code' in error;
  process.stderr.write(isUsage ? `${error.message}\n${usage}` : `${String(error)}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
