import { UsageError } from '../../cli/terminal/user-error.ts';
import { parseSimulationOptions, usage } from './options.ts';
import { toFigures, toTable } from './report.ts';
import { simulate } from './simulation.ts';

try {
  const options = parseSimulationOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(usage);
  } else {
    const startedAt = process.hrtime.bigint();
    const result = await simulate(options);
    const tookSeconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
    const figures = toFigures(options, result);
    process.stderr.write(
      `${figures.drained_after_s} s of virtual time in ${tookSeconds.toFixed(1)} s, ${Math.round((tookSeconds * 1e6) / Math.max(1, figures.emitted))} µs an event\n`,
    );
    process.stdout.write(`${toTable(options, result, figures)}${JSON.stringify(figures)}\n`);
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`simulate: ${error.message}\nTry --help.\n`);
  process.exitCode = 2;
}
