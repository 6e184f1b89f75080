/**
 * The Management API budgets of Auth0's plans, requests a second and burst, for all callers of a tenant together. Source:
 * Auth0, Rate Limit Configurations. functions/session/budget-plan.ts has the same table; a test compares the two.
 */
export const plans = {
  'enterprise-production': { requestsPerSecond: 16, burst: 50 },
  'enterprise-non-production': { requestsPerSecond: 2, burst: 10 },
  'private-cloud-dev': { requestsPerSecond: 20, burst: 20 },
  'private-cloud-100': { requestsPerSecond: 50, burst: 50 },
  'private-cloud-500': { requestsPerSecond: 250, burst: 250 },
  'private-cloud-1500': { requestsPerSecond: 750, burst: 750 },
  'private-cloud-3000': { requestsPerSecond: 1_500, burst: 1_500 },
  'private-cloud-6000': { requestsPerSecond: 3_000, burst: 3_000 },
  'private-cloud-10000': { requestsPerSecond: 5_000, burst: 5_000 },
} as const satisfies Record<string, RequestBudget>;

export type Auth0Plan = keyof typeof plans;

export interface RequestBudget {
  readonly requestsPerSecond: number;
  readonly burst: number;
}

/** What one worker may spend; the environment variable BUDGET as functions/enrich/config.ts reads it. */
export interface WorkerBudget {
  readonly ratePerSecond: number;
  readonly burst: number;
  /** Tokens of the tenant's bucket that no worker touches. */
  readonly reserve: number;
}

export interface WorkerPlan {
  /** Invocations at once: the queue's `maxConcurrency`, of which Lambda allows 2 to 1,000. */
  readonly workers: number;
  readonly perWorker: WorkerBudget;
}

/** One worker spends up to 50 requests a second; below 100 two are the least that Lambda allows. */
export function toWorkerPlan(budget: RequestBudget, share: number): WorkerPlan {
  const rate = budget.requestsPerSecond * share;
  const workers = Math.min(1_000, Math.max(2, Math.ceil(rate / 50)));
  return {
    workers,
    perWorker: {
      ratePerSecond: rate / workers,
      burst: Math.max(1, Math.floor((budget.burst * share) / workers)),
      reserve: Math.ceil(budget.burst * (1 - share)),
    },
  };
}
