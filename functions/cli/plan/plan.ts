import { defaultShare, type PlanName, plans } from '../../session/budget-plan.ts';
import { type CoverageEstimate, estimateCoverage } from '../../session/coverage-estimate.ts';
import { type Command, exitCodes, type Terminal } from '../terminal/command.ts';
import { parseChoice, parseNumber, parseOptions } from '../terminal/parse-options.ts';
import { UsageError } from '../terminal/user-error.ts';

const planNames = Object.keys(plans) as PlanName[];

const help = `Says what to expect at your volume, before anything is deployed: how many records know their session, how
long they take, and what a month costs.

Usage: npm run --silent cli -- plan --logins-per-second N [options]

Read from the simulation's figures, between its points. Yours will differ as your traffic does: docs/look-up-budget.md
says what it assumes, and \`npm run simulate\` plays other traffic.

  --logins-per-second N    sessions that begin in a second, at your busiest
  --plan NAME              one of those below; default: enterprise
  --share N                part of the plan's rate limit for the enricher; default: ${defaultShare}
  --events-per-login N     log events with a session for each login; default: 2
  --json                   the figures as one JSON object

Plans: ${planNames.slice(0, 5).join(', ')},
  ${planNames.slice(5).join(', ')}

Exit code: 0 done; 2 wrong options.

Examples
  npm run --silent cli -- plan --logins-per-second 40 --plan enterprise
  npm run --silent cli -- plan --logins-per-second 40 --share 0.8 --json
`;

const optionSpecs = {
  'logins-per-second': { type: 'string' },
  plan: { type: 'string', default: 'enterprise' },
  share: { type: 'string', default: String(defaultShare) },
  'events-per-login': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

export const planCommand: Command = { help, run };

async function run(args: readonly string[], { stdout }: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  if (positionals.length > 0) throw new UsageError(`expected options alone, got ${positionals[0]}`);
  const logins = values['logins-per-second'];
  if (logins === undefined) throw new UsageError('--logins-per-second is missing');
  const plan = parseChoice('--plan', values.plan, planNames);
  const eventsPerLogin = values['events-per-login'];
  const loginsPerSecond = parseNumber('--logins-per-second', logins, { min: 0.001, max: 100_000 });
  const share = parseNumber('--share', values.share, { min: 0.001, max: 1 });
  const estimate = estimateCoverage({
    loginsPerSecond,
    plan: plans[plan],
    share,
    ...(eventsPerLogin !== undefined && {
      eventsPerLogin: parseNumber('--events-per-login', eventsPerLogin, { min: 1, max: 1_000 }),
    }),
  });
  if (values.json) {
    stdout.write(`${JSON.stringify({ plan, share, loginsPerSecond, ...estimate })}\n`);
    return exitCodes.done;
  }
  stdout.write(toText(`${plan}, share ${share}`, estimate));
  return exitCodes.done;
}

function toText(title: string, estimate: CoverageEstimate): string {
  const { lookUpsPerSecond, apiShare, observedShare, noneShare, eventsPerMonth, usdPerMonth } = estimate;
  return [
    `${title}: ${lookUpsPerSecond} look-ups a second`,
    `  ${toPercent(apiShare)}  of records with the session as Auth0 has it`,
    `  ${toPercent(observedShare)}  with what log events told of it: how it began, and since`,
    `  ${toPercent(noneShare)}  with neither: mostly began unseen, or came before their login`,
    `  half of all records leave within ${estimate.delayP50Seconds.toFixed(1)} s, 99 % within ${estimate.delayP99Seconds.toFixed(1)} s`,
    `  about $${Math.round(usdPerMonth).toLocaleString('en-US')} a month for ${Math.round(eventsPerMonth / 1e6).toLocaleString('en-US')} million events, if it goes on like that day and night`,
    '',
  ].join('\n');
}

function toPercent(part: number): string {
  return `${Math.round(100 * part)} %`.padStart(5);
}
