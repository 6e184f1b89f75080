/** The tenant's bucket for all callers of the Management API together. */
export interface Plan {
  /** Requests that may go at once. */
  readonly burst: number;
  /** Requests a second that the bucket refills with. */
  readonly ratePerSecond: number;
}

/**
 * Plans whose tenants can read sessions. The private cloud tiers are named as Auth0 names them, after the requests a
 * second of the Authentication API; the Management API has half of that.
 *
 * Source: "Rate Limit Configurations" in Auth0's documentation.
 */
export const plans = {
  enterprise: { burst: 50, ratePerSecond: 16 },
  'enterprise-non-production': { burst: 10, ratePerSecond: 2 },
  'private-cloud-dev': { burst: 20, ratePerSecond: 20 },
  'private-cloud-100': { burst: 50, ratePerSecond: 50 },
  'private-cloud-500': { burst: 250, ratePerSecond: 250 },
  'private-cloud-1500': { burst: 750, ratePerSecond: 750 },
  'private-cloud-3000': { burst: 1_500, ratePerSecond: 1_500 },
  'private-cloud-6000': { burst: 3_000, ratePerSecond: 3_000 },
  'private-cloud-10000': { burst: 5_000, ratePerSecond: 5_000 },
} as const satisfies Readonly<Record<string, Plan>>;

export type PlanName = keyof typeof plans;

/** With those that are told by a 403 that they have no Sessions API: for simulations of how cheaply that goes. */
export const allPlans = {
  ...plans,
  professional: { burst: 10, ratePerSecond: 2.5 },
  essentials: { burst: 10, ratePerSecond: 2.5 },
  free: { burst: 2, ratePerSecond: 2 },
} as const satisfies Readonly<Record<string, Plan>>;

/** Half of the plan: the customer's own tools keep the other half. */
export const defaultShare = 0.5;

/** What one worker spends well: it keeps some five requests in flight at Auth0's usual 100 ms. */
const mostPerWorker = 50;
/** SQS takes no smaller `maxConcurrency`, and no larger one than 1,000. */
const fewestWorkers = 2;
const mostWorkers = 1_000;

/** This worker's part of the tenant's budget of Management API requests. */
export interface BudgetShare {
  /** Requests a second, fractions allowed. */
  readonly ratePerSecond: number;
  /** Requests that may go at once after a pause; at least 1. */
  readonly burst: number;
  /** What is to stay in the tenant's bucket for other callers. */
  readonly reserve: number;
}

export interface Workers {
  /** Invocations at once: the queue's `maxConcurrency`. */
  readonly workers: number;
  readonly perWorker: BudgetShare;
}

/**
 * How many workers spend the budget, and how much each: the one formula, for the stack and for the simulation.
 *
 *     budget   = share × plan rate
 *     workers  = budget / 50 a second, rounded up, at least 2
 *     each     : rate    = budget / workers
 *                burst   = share × plan burst / workers, rounded down, at least 1
 *                reserve = (1 − share) × plan burst, rounded up: what all of them together leave to others
 */
export function toWorkers(plan: Plan, share: number = defaultShare, workers?: number): Workers {
  if (!(share > 0 && share <= 1)) throw new RangeError(`share must be above 0 and at most 1, got ${share}`);
  const budget = share * plan.ratePerSecond;
  const count = workers ?? Math.min(mostWorkers, Math.max(fewestWorkers, Math.ceil(budget / mostPerWorker)));
  return {
    workers: count,
    perWorker: {
      ratePerSecond: budget / count,
      burst: Math.max(1, Math.floor((share * plan.burst) / count)),
      reserve: Math.ceil((1 - share) * plan.burst),
    },
  };
}

/** Calls on demand that may run at once. */
export const onDemandWorkers = 1;
