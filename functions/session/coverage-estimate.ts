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

/** What the simulation gave for one number of logins. */
interface Measured {
  /** Logins for each look-up of the budget: what coverage depends on. */
  readonly load: number;
  readonly apiShare: number;
  readonly noneShare: number;
  /** What delay and cost depend on, by the size of batches. */
  readonly eventsPerSecond: number;
  readonly delayP50Seconds: number;
  readonly delayP99Seconds: number;
  /** Of Lambda, for an event. */
  readonly billedMs: number;
  readonly invocations: number;
  /** Of the ledger and the line, for an event. */
  readonly tableCalls: number;
}

/**
 * The simulation's usual traffic on an Enterprise tenant with a share of 0.5, so 8 look-ups a second, and 10 workers: `npm
 * run simulate -- --logins-per-second N` for 1, 2, 4, 8, 10, 20, 50 and 100. A test plays other numbers on another plan.
 */
const measured: readonly Measured[] = (
  [
    [0.125, 0.804, 0.0, 2.2, 1.09, 1.27, 102.4, 1.5, 2.85],
    [0.25, 0.807, 0.003, 4.4, 1.08, 1.27, 82.7, 2.0, 2.68],
    [0.5, 0.806, 0.001, 8.6, 0.9, 1.25, 60.8, 2.9, 2.51],
    [1, 0.65, 0.024, 16.8, 0.76, 1.24, 40.6, 4.8, 2.16],
    [1.25, 0.514, 0.041, 21.0, 0.73, 1.23, 33.6, 5.8, 1.94],
    [2.5, 0.247, 0.071, 42.7, 0.66, 1.2, 17.6, 10.9, 1.47],
    [6.25, 0.115, 0.106, 93.0, 0.63, 1.14, 8.6, 22.1, 1.22],
    [12.5, 0.056, 0.16, 184.2, 0.62, 1.1, 4.7, 43.5, 1.11],
  ] as const
).map(([load, apiShare, noneShare, eventsPerSecond, p50, p99, billedMs, batch, tableCalls]) => ({
  load,
  apiShare,
  noneShare,
  eventsPerSecond,
  delayP50Seconds: p50,
  delayP99Seconds: p99,
  billedMs,
  invocations: 1 / batch,
  tableCalls,
}));

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
  // Beyond the last point each look-up still serves as many events, of which there are more.
  const beyond = Math.max(1, load / measured.at(-1)!.load);
  const apiShare = readAt('load', load, 'apiShare') / beyond;
  const noneShare = readAt('load', load, 'noneShare');
  const eventsPerSecond = loginsPerSecond * eventsPerLogin;
  const eventsPerMonth = eventsPerSecond * secondsPerMonth;
  const forVolume = (name: keyof Measured) => readAt('eventsPerSecond', eventsPerSecond, name);
  const usdPerEvent =
    usd.events / 1_000_000 +
    (forVolume('billedMs') / 1_000) * memoryGb * usd.gbSecond +
    forVolume('invocations') * usd.invocation +
    forVolume('tableCalls') * usd.tableCall;
  return {
    lookUpsPerSecond,
    apiShare,
    observedShare: 1 - apiShare - noneShare,
    noneShare,
    delayP50Seconds: forVolume('delayP50Seconds'),
    delayP99Seconds: forVolume('delayP99Seconds'),
    eventsPerMonth,
    usdPerMonth: usd.month + eventsPerMonth * usdPerEvent,
  };
}

/** Between the points, straight over the logarithm of `by`; outside, what the nearest has. */
function readAt(by: 'load' | 'eventsPerSecond', at: number, name: keyof Measured): number {
  const above = measured.findIndex((point) => point[by] >= at);
  const next = measured.at(above)!;
  const before = measured[above - 1];
  if (before === undefined) return next[name];
  const part = Math.log(at / before[by]) / Math.log(next[by] / before[by]);
  return before[name] + part * (next[name] - before[name]);
}
