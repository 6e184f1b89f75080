import type { LinePlan } from '../../ledger/line.ts';
import type { BudgetShare } from '../../session/budget-plan.ts';

/**
 * What each class may take of the tenant's budget: class one waits as long as it is given, class two about a second;
 * all others take turns at once, the lowest of them only while half of the burst is there.
 */
export function toLinePlan(
  { ratePerSecond, burst }: Pick<BudgetShare, 'ratePerSecond' | 'burst'>,
  classOneMs: number,
): LinePlan {
  return {
    ratePerSecond,
    burst,
    classes: {
      one: { waitMs: classOneMs },
      two: { waitMs: 1_000 },
      three: { burstShare: 0.8 },
      spare: { burstShare: 0.5 },
    },
  };
}

/** For whoever has chosen the events: none is too little worth, and all wait as long as it takes. */
export function toPatientPlan(
  { ratePerSecond, burst }: Pick<BudgetShare, 'ratePerSecond' | 'burst'>,
  waitMs: number,
): LinePlan {
  const classes = { one: { waitMs }, two: { waitMs }, three: { waitMs }, spare: { waitMs } };
  return { ratePerSecond, burst, classes };
}

/** For calls on demand: turns at once, and only while most of the burst is there, so that the queue is not starved. */
export function toSparingPlan({
  ratePerSecond,
  burst,
}: Pick<BudgetShare, 'ratePerSecond' | 'burst'>): LinePlan {
  const spare = { burstShare: 0.25 };
  return { ratePerSecond, burst, classes: { one: spare, two: spare, three: spare, spare } };
}
