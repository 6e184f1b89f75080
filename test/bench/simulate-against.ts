import { UsageError } from '../../functions/cli/terminal/user-error.ts';
import { parseSimulationOptions } from '../../functions/local/simulate/options.ts';
import { createProductLookUps } from '../../functions/local/simulate/product-look-ups.ts';
import { runSeeds } from '../../functions/local/simulate/run-seeds.ts';
import { simulate } from '../../functions/local/simulate/simulation.ts';
import { loadEarlierState } from './earlier-state.ts';

const usage = `The same traffic through the look-ups of an earlier state, then through those of now.

Usage: npm run simulate:against -- FOLDER [options of npm run simulate]

FOLDER: a checkout of the state before the ledger, with its node_modules:
  git worktree add FOLDER bf0567f && npm ci --prefix FOLDER

The last line of standard output is one JSON object: the figures of now, with those of before under "before".
`;

const [folder, ...args] = process.argv.slice(2);
try {
  const options = folder === undefined || folder.startsWith('-') ? undefined : parseSimulationOptions(args);
  if (folder === undefined || options === undefined) {
    process.stdout.write(usage);
  } else {
    const earlier = await loadEarlierState(folder);
    const before = await runSeeds(options, (one) =>
      simulate(one, (around) => earlier.create(around), earlier.toSettings(one)),
    );
    process.stdout.write('\n');
    const figures = await runSeeds(options, (one) => simulate(one, createProductLookUps));
    process.stdout.write(`${JSON.stringify({ ...figures, before })}\n`);
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`simulate:against: ${error.message}\n`);
  process.exitCode = 2;
}
