import { type BudgetShare, plans, toWorkers } from '../../session/budget-plan.ts';
import type { TenantConfig } from '../tenant/tenant-file.ts';

/** So many look-ups a second and no more; what is left to others is for whoever chose the number. */
export function toLookUpBudget(perSecond: number): BudgetShare {
  return { ratePerSecond: perSecond, burst: Math.max(1, perSecond), reserve: 0 };
}

/** The share of a tenant's request budget that its file gives to look-ups, all of it for this one process. */
export function toTenantBudget({ auth0 }: Pick<TenantConfig, 'auth0'>): BudgetShare {
  const { plan, budget, share } = auth0;
  if (plan) return toWorkers(plans[plan], share, 1).perWorker;
  if (!budget) throw new Error('a checked tenant file has a plan or a budget');
  const { requestsPerSecond: ratePerSecond, burst } = budget;
  return toWorkers({ ratePerSecond, burst }, share, 1).perWorker;
}
