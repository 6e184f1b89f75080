import { UsageError } from '../../functions/cli/terminal/user-error.ts';
import { attackNames } from './month/attacks.ts';
import { judgeEarlierMonth } from './month/judge-earlier-month.ts';
import { describeRates, rates } from './month/rates.ts';

const usage = `The month of \`npm run bench -- --only month\` through the signals of an earlier state: what stands beside it.

Usage: npm run month:against -- FOLDER [TENTHS]

FOLDER: a checkout of the state before the ledger, with its node_modules:
  git worktree add FOLDER bf0567f && npm ci --prefix FOLDER
TENTHS: of the people and events (default 10: the whole month)

The last line of standard output is one JSON object.
`;

const [folder, tenths = '10'] = process.argv.slice(2);
try {
  if (folder === undefined || folder.startsWith('-')) process.stdout.write(usage);
  else await run(folder, Number(tenths) / 10);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`month:against: ${error.message}\n`);
  process.exitCode = 2;
}

async function run(earlier: string, part: number): Promise<void> {
  const { people, days, attacks } = rates;
  const size = { seed: 1, people: people * part, days, events: rates.events * part, attacks };
  const { events, harmlessSessions, falseFindings, falseSessions, found } = (
    await judgeEarlierMonth(earlier, size)
  ).result();
  const count = Object.values(falseFindings).reduce((sum, one) => sum + one, 0);
  const missed = Array.from({ length: attacks }, (_, number) => number).filter(
    (number) => (found.get(number)?.size ?? 0) === 0,
  );
  process.stdout.write(`${describeRates()}\n\n`);
  const figures = {
    events,
    harmless_sessions: harmlessSessions,
    findings_per_10_000_harmless_sessions: Number(((count * 10_000) / harmlessSessions).toFixed(2)),
    false_sessions: falseSessions,
    false_findings: falseFindings,
    attacks,
    attacks_found: attacks - missed.length,
    missed: missed.map((number) => attackNames[number % attackNames.length]),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}
