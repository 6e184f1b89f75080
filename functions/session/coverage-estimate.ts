import { defaultShare, type Plan } from './budget-plan.ts';

/** A tenant's volume and what it allows. */
export interface CoverageQuestion {
  /** Sessions that begin in a second. */
  readonly loginsPerSecond: number;
  readonly plan: Plan;
  /** @default 0.5 */
  readonly share?: number;
  /** Log events with a session for each login, the login's own among them. @default 2 */
  readonly eventsPerLogin?: number;
}

export interface CoverageEstimate {
  readonly lookUpsPerSecond: number;
  /** Parts of 1, together 1: records with Auth0's answer; with the session's beginning, as log events told it; with neither. */
  readonly apiShare: number;
  readonly observedShare: number;
  readonly noneShare: number;
  /** From the queue to the end of the delivery, of all but what looks like a hijack. */
  readonly delayP50Seconds: number;
  readonly delayP99Seconds: number;
  readonly eventsPerMonth: number;
  /** In us-east-1, with one bucket, as if it went on like that day and night. */
  readonly usdPerMonth: number;
}

/** What the simulation gave at one ratio of logins to look-ups. */
interface Measured {
  /** Logins for each look-up of the budget. */
  readonly load: number;
  readonly apiShare: number;
  readonly noneShare: number;
}

/**
 * Ten minutes of the simulation's usual traffic on an Enterprise tenant with a share of 0.5, so 8 look-ups a second, and 10
 * workers: `npm run simulate -- --logins-per-second N` for 1, 2, 4, 8, 10, 20, 50 and 100. Held by the test beside it.
 */
const measured: readonly Measured[] = [{ load: 0.125, apiShare: 0, noneShare: 0 }];

/** Of 10 workers, by events a second: a little longer where batches are larger. */
const delay = { p50Seconds: 0.65, p99Seconds: 1.2 };

/** What Lambda billed for an event in the simulation, by events a second. */
const billed: readonly {
  readonly eventsPerSecond: number;
  readonly ms: number;
  readonly eventsPerInvocation: number;
}[] = [{ eventsPerSecond: 2, ms: 0, eventsPerInvocation: 1 }];

/**
 * US dollars, from docs/costs.prices.json and the computation of docs/costs.md; a test compares them. `events`: a million
 * events by webhook with 10 a request, as OCSF into a bucket, without enrich's own time.
 */
export const usd = {
  events: 0.5,
  gbSecond: 0.0000133334,
  invocation: 0.0000002,
  tableCall: 0.000000625,
  month: 16,
} as const;
const memoryGb = 0.5;
/** Of the ledger and the line, for an event: one write a session and batch, and one for the turns of a batch. */
const tableCallsPerEvent = 1.6;
const secondsPerMonth = 30 * 24 * 3_600;

/**
 * What a tenant's records will know, how long they take and what that costs, before anything is deployed: read from what
 * the simulation gave, between its points. It depends on how many logins come for each look-up of the budget, and on
 * traffic like the simulation's: see docs/look-up-budget.md.
 */
export function estimateCoverage(question: CoverageQuestion): CoverageEstimate {
  const { loginsPerSecond, plan, share = defaultShare, eventsPerLogin = 2 } = question;
  if (!(loginsPerSecond > 0)) {
    throw new RangeError(`loginsPerSecond must be above 0, got ${loginsPerSecond}`);
  }
  if (!(share > 0 && share <= 1)) throw new RangeError(`share must be above 0 and at most 1, got ${share}`);
  const lookUpsPerSecond = share * plan.ratePerSecond;
  const load = loginsPerSecond / lookUpsPerSecond;
  const last = measured.at(-1)!;
  // Beyond the last point each look-up still serves as many events, of which there are more.
  const beyond = Math.max(1, load / last.load);
  const apiShare = interpolate(measured, 'load', load, 'apiShare') / beyond;
  const noneShare = interpolate(measured, 'load', load, 'noneShare');
  const eventsPerSecond = loginsPerSecond * eventsPerLogin;
  const eventsPerMonth = eventsPerSecond * secondsPerMonth;
  const ms = interpolate(billed, 'eventsPerSecond', eventsPerSecond, 'ms');
  const eventsPerInvocation = interpolate(billed, 'eventsPerSecond', eventsPerSecond, 'eventsPerInvocation');
  const usdPerEvent =
    usd.events / 1_000_000 +
    (ms / 1_000) * memoryGb * usd.gbSecond +
    usd.invocation / eventsPerInvocation +
    tableCallsPerEvent * usd.tableCall;
  return {
    lookUpsPerSecond,
    apiShare,
    observedShare: 1 - apiShare - noneShare,
    noneShare,
    delayP50Seconds: delay.p50Seconds,
    delayP99Seconds: delay.p99Seconds,
    eventsPerMonth,
    usdPerMonth: usd.month + eventsPerMonth * usdPerEvent,
  };
}

/** Between points in order, straight over the logarithm of `x`; outside, what the nearest has. */
function interpolate<X extends string, Y extends string>(
  points: readonly { readonly [name in X | Y]: number }[],
  x: X,
  at: number,
  y: Y,
): number {
  const above = points.findIndex((point) => point[x] >= at);
  const next = points[above < 0 ? points.length - 1 : above]!;
  const before = points[above - 1];
  if (before === undefined) return next[y];
  const part = Math.log(at / before[x]) / Math.log(next[x] / before[x]);
  return before[y] + part * (next[y] - before[y]);
}
