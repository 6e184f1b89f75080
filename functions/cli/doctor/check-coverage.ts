import type { Plan } from '../../session/budget-plan.ts';
import { estimateCoverage } from '../../session/coverage-estimate.ts';
import { type CheckResult, ok, warn } from './check-result.ts';

/** What a tenant's ledger has gathered, and what its budget is. */
export interface Volume {
  /** Sessions and users in the ledger's table. */
  readonly itemCount: number;
  /** How long the table has been there, at most as long as it remembers a session. */
  readonly days: number;
  readonly plan: Plan;
  readonly share: number;
}

/** A table of some hours says nothing yet, and DynamoDB has not counted it. */
const fewestDays = 1;
/** Of records with neither Auth0's answer nor the session's beginning: the estimate has so much at 20 logins for 8 look-ups a second. */
const mostWithNeither = 0.05;

/**
 * Whether the look-ups of the budget reach for the tenant's own traffic, by the one estimator. A session stays in the ledger for
 * as long after its last event, and users have items too: what is counted is the most that logins can have been on average.
 */
export function checkCoverage(volume: Volume): CheckResult {
  const check = 'coverage';
  const { itemCount, days, plan, share } = volume;
  if (itemCount === 0 || days < fewestDays) {
    return ok(check, 'the ledger is younger than a day, or not yet counted: it says nothing of the traffic');
  }
  const loginsPerSecond = itemCount / (days * 86_400);
  const { apiShare, observedShare, noneShare } = estimateCoverage({ loginsPerSecond, plan, share });
  const detail =
    `at most ${toRate(loginsPerSecond)} logins a second on average (${itemCount.toLocaleString('en-US')} items of ` +
    `${Math.round(days)} days): ${toPercent(apiShare)} of records with Auth0's answer, ${toPercent(observedShare)} with ` +
    `the session's beginning, ${toPercent(noneShare)} with neither`;
  if (noneShare < mostWithNeither) return ok(check, detail);
  return warn(
    check,
    detail,
    `raise auth0.share, now ${share}, or the plan: npm run --silent cli -- plan --logins-per-second ` +
      `${toRate(loginsPerSecond)} says what another gives, with --plan and --share`,
  );
}

const toRate = (perSecond: number) => String(Number(perSecond.toPrecision(2)));
const toPercent = (part: number) => `${Math.round(100 * part)} %`;
