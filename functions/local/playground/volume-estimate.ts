import { defaultShare, type PlanName, plans } from '../../session/budget-plan.ts';
import { type CoverageEstimate, estimateCoverage } from '../../session/coverage-estimate.ts';

type Query = { readonly [name: string]: string | undefined };

/** What the page may ask for, as it stands in the address. */
export interface VolumeEstimate extends CoverageEstimate {
  readonly plan: PlanName;
  readonly loginsPerSecond: number;
  readonly share: number;
}

/** By the estimator of `cli plan`; a text that says what is wrong with the question where it cannot be answered. */
export function estimateVolume(query: Query): VolumeEstimate | string {
  const names = Object.keys(plans) as PlanName[];
  const plan = names.find((name) => name === (query['plan'] ?? 'enterprise'));
  if (plan === undefined) return `plan: expected one of ${names.join(', ')}`;
  const loginsPerSecond = Number(query['loginsPerSecond'] || Number.NaN);
  if (!(loginsPerSecond >= 0.001 && loginsPerSecond <= 100_000)) {
    return 'loginsPerSecond: expected a number from 0.001 to 100000';
  }
  const share = Number(query['share'] ?? defaultShare);
  if (!(share >= 0.01 && share <= 1)) return 'share: expected a number from 0.01 to 1';
  return { plan, loginsPerSecond, share, ...estimateCoverage({ loginsPerSecond, plan: plans[plan], share }) };
}
