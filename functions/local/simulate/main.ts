import { UsageError } from '../../cli/terminal/user-error.ts';
import { parseSimulationOptions, usage } from './options.ts';
import { createProductLookUps } from './product-look-ups.ts';
import { runSeeds } from './run-seeds.ts';
import { simulate } from './simulation.ts';

try {
  const options = parseSimulationOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(usage);
  } else {
    const figures = await runSeeds(options, (one) => simulate(one, createProductLookUps));
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`simulate: ${error.message}\nTry --help.\n`);
  process.exitCode = 2;
}
