/**
 * What Auth0's plans allow and how workers share it. functions/session/budget-plan.ts has the same table and the same
 * formula, for nothing here may import functions/; a test compares the two.
 */

/** The tenant's bucket for all callers of the Management API together. */
export interface RequestBudget {
  /** Requests that may go at once. */
  readonly burst: number;
  /** Requests a second that the bucket refills with. */
  readonly ratePerSecond: number;
}

/** Source: "Rate Limit Configurations" in Auth0's documentation. */
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
} as const satisfies Readonly<Record<string, RequestBudget>>;

export type Auth0Plan = keyof typeof plans;

/** What one worker may spend; the environment variable BUDGET, as functions/enrich/config.ts reads it. */
export interface WorkerBudget {
  readonly ratePerSecond: number;
  readonly burst: number;
  /** Tokens of the tenant's bucket that no worker touches. */
  readonly reserve: number;
}

export interface Workers {
  /** Invocations at once: the queue's `maxConcurrency`, of which Lambda allows 2 to 1,000. */
  readonly workers: number;
  readonly perWorker: WorkerBudget;
}

/** One worker for every 50 requests a second of the share, at least 2; each gets an equal part. */
export function toWorkers(plan: RequestBudget, share: number, workers?: number): Workers {
  const rate = share * plan.ratePerSecond;
  const count = workers ?? Math.min(1_000, Math.max(2, Math.ceil(rate / 50)));
  return {
    workers: count,
    perWorker: {
      ratePerSecond: rate / count,
      burst: Math.max(1, Math.floor((share * plan.burst) / count)),
      reserve: Math.ceil((1 - share) * plan.burst),
    },
  };
}

/** Some ten seconds of a worker's look-ups in a batch, between 40 and 500 messages. */
export function toBatchSize({ ratePerSecond }: Pick<WorkerBudget, 'ratePerSecond'>): number {
  return Math.min(500, Math.max(40, Math.round(10 * ratePerSecond)));
}
