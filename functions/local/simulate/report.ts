import { mostItemBytes } from '../../ledger/item-limits.ts';
import { allPlans, toWorkers } from '../../session/budget-plan.ts';
import type { SimulationOptions } from './options.ts';
import type { OutcomeTally } from './tally.ts';

/** The figures of some runs with the same options and other seeds, one flat object: what `npm run simulate` prints last. */
export function toFigures(options: SimulationOptions, runs: readonly OutcomeTally[]) {
  const plan = allPlans[options.plan];
  const ratePerSecond = options.share * plan.ratePerSecond;
  const burst = Math.max(1, Math.floor(options.share * plan.burst));
  const sum = (toCount: (run: OutcomeTally) => number) =>
    runs.reduce((total, run) => total + toCount(run), 0);
  const delaysMs = toSorted(runs.flatMap(({ delaysMs: one }) => [one]));
  const itemBytes = toSorted(runs.map((run) => run.itemBytes));
  const suspiciousMs = toSorted(runs.map(({ suspiciousDelaysMs }) => suspiciousDelaysMs));
  const offered = sum((run) => run.offered);
  const emitted = sum((run) => run.emitted);
  const requests = sum(({ auth0 }) => auth0.requests);
  const shortSeconds = sum(({ short }) => short.seconds);
  const hijacked = sum((run) => run.hijackedSessions);
  const seen = sum((run) => run.hijackedSeen30s);
  const neighbourRequests = sum(({ auth0 }) => auth0.neighbourRequests);
  const share = (context: 'api' | 'observed' | 'none') =>
    ratio(
      sum(({ byContext }) => byContext[context]),
      emitted,
      4,
    );
  return {
    plan: options.plan,
    share: options.share,
    workers: options.workers,
    logins_per_second: options.loginsPerSecond,
    seconds: options.seconds,
    seed: options.seed,
    seeds: runs.length,
    offered,
    emitted,
    /** With Auth0's answer; with the beginning as the log told it; with neither. */
    api_share: share('api'),
    observed_share: share('observed'),
    none_share: share('none'),
    none_by_cause: toPooled(runs.map(({ withoutContext }) => withoutContext)),
    by_status: toPooled(runs.map(({ byStatus }) => byStatus)),
    delay_p50_s: toSeconds(percentile(delaysMs, 0.5)),
    delay_p95_s: toSeconds(percentile(delaysMs, 0.95)),
    delay_p99_s: toSeconds(percentile(delaysMs, 0.99)),
    delay_max_s: toSeconds(percentile(delaysMs, 1)),
    class_one_events: suspiciousMs.length,
    class_one_delay_p50_s: toSeconds(percentile(suspiciousMs, 0.5)),
    class_one_delay_p99_s: toSeconds(percentile(suspiciousMs, 0.99)),
    requests,
    requests_per_session: ratio(
      requests,
      sum(({ sessionsAsked }) => sessionsAsked),
      4,
    ),
    needless_requests: sum(({ questions }) => questions.needless),
    repeated_requests: sum(({ questions }) => questions.repeated),
    throttled_429: sum(({ auth0 }) => auth0.throttled),
    from_reserve: sum(({ auth0 }) => auth0.fromReserve),
    /** Of burst + rate × (time + 3 s), in the worst window of all; at most 1 when the line held. */
    line_peak: round(
      Math.max(...runs.map(({ perSecond }) => toLinePeak(perSecond, ratePerSecond, burst))),
      4,
    ),
    /** Of the share, in seconds in which somebody left without the session that was asked for; null when hardly ever. */
    budget_used:
      shortSeconds < 10 * runs.length
        ? null
        : ratio(
            sum(({ short }) => short.requests),
            shortSeconds * ratePerSecond + runs.length * burst,
            4,
          ),
    short_seconds: shortSeconds,
    neighbour_requests: neighbourRequests,
    neighbour_429: sum(({ auth0 }) => auth0.neighbourThrottled),
    neighbour_429_ratio: ratio(
      sum(({ auth0 }) => auth0.neighbourThrottled),
      neighbourRequests,
      5,
    ),
    hijacked_sessions: hijacked,
    hijacked_sessions_seen_30s: seen,
    hijacked_seen_share: ratio(seen, hijacked, 4),
    billed_ms_per_event: ratio(
      sum(({ billedMs }) => billedMs),
      emitted,
      2,
    ),
    events_per_invocation: ratio(
      emitted,
      sum(({ invocations }) => invocations),
      1,
    ),
    cold_starts: sum(({ coldStarts }) => coldStarts),
    table_calls_per_event: ratio(
      sum(({ tableCalls }) => tableCalls.itemCalls + tableCalls.lineCalls),
      emitted,
      2,
    ),
    /** Of the ledger's items of sessions, in bytes as DynamoDB counts them; and the largest item, users' among them. */
    item_bytes_p50: percentile(itemBytes, 0.5),
    item_bytes_p95: percentile(itemBytes, 0.95),
    item_bytes_max: Math.max(...runs.map(({ largestItemBytes }) => largestItemBytes)),
    items_within_1_kb: ratio(itemBytes.filter((bytes) => bytes <= 1_024).length, itemBytes.length, 4),
    backlog_peak: Math.max(...runs.map(({ backlogPeak }) => backlogPeak)),
    drained_after_s: round(Math.max(...runs.map(({ drainedAtMs }) => drainedAtMs)) / 1_000, 3),
  };
}

export type Figures = ReturnType<typeof toFigures>;

/** For people. */
export function toTable(figures: Figures): string {
  const { ratePerSecond, burst } = allPlans[figures.plan];
  const { reserve } = toWorkers(allPlans[figures.plan], figures.share).perWorker;
  const rows: [string, string | undefined][] = [
    [
      'plan',
      `${figures.plan}: ${ratePerSecond}/s, burst ${burst}; share ${figures.share}, reserve ${reserve}`,
    ],
    ['workers', `${figures.workers}, ${figures.events_per_invocation} events an invocation`],
    ['events', `${count(figures.offered)} offered, ${count(figures.emitted)} emitted`],
    [
      'context',
      `${percent(figures.api_share)} Auth0's answer, ${percent(figures.observed_share)} beginning seen, ${percent(figures.none_share)} neither`,
    ],
    ...Object.entries(figures.none_by_cause).map(([why, events]): [string, string] => [
      '  neither',
      `${count(events)} ${why}`,
    ]),
    ...Object.entries(figures.by_status).map(([status, events]): [string, string] => [
      `  ${status}`,
      count(events),
    ]),
    [
      'delay',
      `p50 ${figures.delay_p50_s} s, p95 ${figures.delay_p95_s} s, p99 ${figures.delay_p99_s} s, longest ${figures.delay_max_s} s`,
    ],
    [
      '  class one',
      figures.class_one_events === 0
        ? undefined
        : `p50 ${figures.class_one_delay_p50_s} s, p99 ${figures.class_one_delay_p99_s} s, of ${count(figures.class_one_events)} events`,
    ],
    [
      'hijacked',
      `${count(figures.hijacked_sessions)} sessions, ${count(figures.hijacked_sessions_seen_30s)} looked at within 30 s (${percent(figures.hijacked_seen_share)})`,
    ],
    [
      'requests',
      `${count(figures.requests)}, ${figures.requests_per_session ?? '-'} a session; ${count(figures.repeated_requests)} again after a failure, ${count(figures.needless_requests)} needless`,
    ],
    ['  429', `${count(figures.throttled_429)}; ${count(figures.from_reserve)} from the reserve`],
    [
      'budget used',
      figures.budget_used === null
        ? 'never short of it'
        : `${percent(figures.budget_used)} in ${count(figures.short_seconds)} s of more demand than budget`,
    ],
    [
      'neighbour',
      figures.neighbour_requests === 0
        ? undefined
        : `${count(figures.neighbour_requests)} requests, ${count(figures.neighbour_429)} refused (${percent(figures.neighbour_429_ratio)})`,
    ],
    ['billed', `${figures.billed_ms_per_event ?? '-'} ms an event, ${figures.cold_starts} cold starts`],
    ['table', `${figures.table_calls_per_event ?? '-'} calls an event`],
    [
      '  items',
      figures.item_bytes_p50 === null
        ? undefined
        : `p50 ${figures.item_bytes_p50} bytes, p95 ${figures.item_bytes_p95}, largest ${figures.item_bytes_max} of at most ${mostItemBytes}; ${percent(figures.items_within_1_kb)} within 1 KB`,
    ],
    ['backlog', `${count(figures.backlog_peak)} at most; empty after ${count(figures.drained_after_s)} s`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows
    .filter(([, text]) => text !== undefined)
    .map(([name, text]) => `${name.padEnd(width)}  ${text}\n`)
    .join('');
}

function toPooled(counts: readonly { readonly [name: string]: number | undefined }[]): {
  [name: string]: number;
} {
  const pooled: { [name: string]: number } = {};
  for (const one of counts) {
    for (const [name, value = 0] of Object.entries(one)) pooled[name] = (pooled[name] ?? 0) + value;
  }
  return Object.fromEntries(Object.entries(pooled).sort(([, a], [, b]) => b - a));
}

/** The fullest window, as a part of what it may hold: the three seconds are what a turn may be late. */
function toLinePeak(perSecond: readonly number[], ratePerSecond: number, burst: number): number {
  let peak = 0;
  for (let first = 0; first < perSecond.length; first++) {
    let requests = 0;
    for (let last = first; last < perSecond.length; last++) {
      requests += perSecond[last] ?? 0;
      // Both seconds may hold their requests anywhere.
      peak = Math.max(peak, requests / (burst + ratePerSecond * (last - first + 1 + 3)));
    }
  }
  return peak;
}

function toSorted(lists: readonly (readonly number[])[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all.sort();
}

function count(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 1 });
}

function percent(part: number | null): string {
  return part === null ? '-' : `${(100 * part).toFixed(2)} %`;
}

function ratio(part: number, whole: number, digits: number): number | null {
  return whole === 0 ? null : round(part / whole, digits);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function percentile(sorted: Float64Array, part: number): number | null {
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? null;
}

function toSeconds(ms: number | null): number | null {
  return ms === null ? null : round(ms / 1_000, 3);
}
