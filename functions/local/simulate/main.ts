import { UsageError } from '../../cli/terminal/user-error.ts';
import { loadEarlierState } from './earlier-state.ts';
import { parseSimulationOptions, type SimulationOptions, usage } from './options.ts';
import { createProductLookUps } from './product-look-ups.ts';
import { toFigures, toTable } from './report.ts';
import { simulate } from './simulation.ts';
import type { Tally } from './tally.ts';

async function runAll(options: SimulationOptions, run: (options: SimulationOptions) => Promise<Tally>) {
  const startedAt = process.hrtime.bigint();
  const runs: Tally[] = [];
  for (let nth = 0; nth < options.seeds; nth++)
    runs.push(await run({ ...options, seed: options.seed + nth }));
  const figures = toFigures(options, runs);
  const tookSeconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
  process.stderr.write(
    `${figures.drained_after_s} s of virtual time in ${tookSeconds.toFixed(1)} s, ${Math.round((tookSeconds * 1e6) / Math.max(1, figures.emitted))} µs an event\n`,
  );
  process.stdout.write(toTable(figures));
  return figures;
}

try {
  const options = parseSimulationOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(usage);
  } else {
    const { against } = options;
    const earlier = against === undefined ? undefined : await loadEarlierState(against);
    const before =
      earlier &&
      (await runAll(options, (one) =>
        simulate(one, (surroundings) => earlier.create(surroundings), earlier.toSettings(one)),
      ));
    if (before) process.stdout.write('\n');
    const figures = await runAll(options, (one) => simulate(one, createProductLookUps));
    process.stdout.write(`${JSON.stringify(before ? { ...figures, before } : figures)}\n`);
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`simulate: ${error.message}\nTry --help.\n`);
  process.exitCode = 2;
}
