import type { SimulationOptions } from './options.ts';
import { type Figures, toFigures, toTable } from './report.ts';
import type { OutcomeTally } from './tally.ts';

/** Runs all seeds, one after the other; shows the figures of all of them together, and how long it took. */
export async function runSeeds(
  options: SimulationOptions,
  run: (options: SimulationOptions) => Promise<OutcomeTally>,
): Promise<Figures> {
  const startedAt = process.hrtime.bigint();
  const runs: OutcomeTally[] = [];
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
