import { allPlans } from '../../session/budget-plan.ts';
import type { SimulationOptions } from './options.ts';
import type { SimulationResult } from './simulation.ts';

/** The figures, one flat object: what `npm run simulate` prints last. */
export function toFigures(options: SimulationOptions, result: SimulationResult) {
  const { perWorker, workers } = options.workers;
  const { auth0, short, delaysMs, emitted, questions } = result;
  const { requests } = auth0;
  const capacity = short.seconds * perWorker.ratePerSecond + workers * perWorker.burst;
  return {
    plan: options.plan,
    share: options.share,
    workers,
    rate_per_worker: round(perWorker.ratePerSecond, 3),
    burst_per_worker: perWorker.burst,
    reserve: perWorker.reserve,
    batch_size: options.queue.batchSize,
    seed: options.seed,
    offered: result.offered,
    emitted,
    enriched: result.byStatus.enriched ?? 0,
    by_status: result.byStatus,
    requests,
    distinct_lookups: questions.distinct,
    needless_requests: questions.needless,
    repeated_requests: questions.repeated,
    requests_per_distinct_lookup: ratio(requests, questions.distinct, 4),
    requests_per_session: ratio(requests, result.sessionsAsked, 4),
    throttled_429: auth0.throttled,
    throttled_429_ratio: ratio(auth0.throttled, requests, 5),
    /** Of what a worker's share allows while events waited for it; null when that hardly ever was so. */
    budget_used: short.seconds < 10 * workers ? null : ratio(short.requests, capacity, 4),
    saturated_seconds: round(short.seconds / workers, 1),
    from_reserve: auth0.fromReserve,
    neighbour_requests: auth0.neighbourRequests,
    neighbour_429: auth0.neighbourThrottled,
    neighbour_429_ratio: ratio(auth0.neighbourThrottled, auth0.neighbourRequests, 5),
    delay_p50_s: percentile(delaysMs, 0.5),
    delay_p95_s: percentile(delaysMs, 0.95),
    delay_p99_s: percentile(delaysMs, 0.99),
    delay_max_s: percentile(delaysMs, 1),
    backlog_peak: result.backlogPeak,
    drained_after_s: round(result.drainedAtMs / 1_000, 3),
    time_to_drain_s: round(
      Math.max(0, result.drainedAtMs / 1_000 - (options.loginsPerSecond ? options.seconds : 0)),
      3,
    ),
    worker_ms_per_event: ratio(result.workedMs, emitted, 3),
  };
}

export type Figures = ReturnType<typeof toFigures>;

/** For people. */
export function toTable(options: SimulationOptions, result: SimulationResult, figures: Figures): string {
  const plan = allPlans[options.plan];
  const rows: [string, string][] = [
    ['plan', `${options.plan}: ${plan.ratePerSecond}/s, burst ${plan.burst}; share ${options.share}`],
    [
      'workers',
      `${figures.workers} × ${figures.rate_per_worker}/s, burst ${figures.burst_per_worker}, batches of ${figures.batch_size}; reserve ${figures.reserve}`,
    ],
    ['events', `${count(figures.offered)} offered, ${count(figures.emitted)} emitted`],
    ...Object.entries(result.byStatus)
      .sort(([, a], [, b]) => b - a)
      .map(([status, events]): [string, string] => [
        `  ${status}`,
        `${count(events)} (${percent(events, figures.offered)})`,
      ]),
    ...result.byPriority
      .map(({ offered, enriched }, priority): [string, string] => [
        `  priority ${priority}`,
        `${count(enriched)} enriched of ${count(offered)} (${percent(enriched, offered)})`,
      ])
      .filter((_, priority) => result.byPriority[priority]!.offered > 0),
    [
      'requests',
      `${count(figures.requests)}: ${count(figures.distinct_lookups)} for something new, ${count(figures.repeated_requests)} again after a failure, ${count(figures.needless_requests)} needless`,
    ],
    ['  per session', `${figures.requests_per_session ?? '-'} (every worker has to learn for itself)`],
    ['  429', `${count(figures.throttled_429)} (${percent(figures.throttled_429, figures.requests)})`],
    [
      'budget used',
      figures.budget_used === null
        ? 'never short of it'
        : `${percent(figures.budget_used, 1)} in ${count(figures.saturated_seconds)} s of more demand than budget`,
    ],
    [
      '  from the reserve',
      `${count(figures.from_reserve)} (${percent(figures.from_reserve, figures.requests)})`,
    ],
    ...(figures.neighbour_requests > 0
      ? [
          [
            'neighbour',
            `${count(figures.neighbour_requests)} requests, ${count(figures.neighbour_429)} refused (${percent(figures.neighbour_429, figures.neighbour_requests)})`,
          ] as [string, string],
        ]
      : []),
    [
      'delay',
      `p50 ${figures.delay_p50_s} s, p95 ${figures.delay_p95_s} s, p99 ${figures.delay_p99_s} s, longest ${figures.delay_max_s} s`,
    ],
    [
      'backlog',
      `${count(figures.backlog_peak)} at most; empty after ${count(figures.drained_after_s)} s, ${count(figures.time_to_drain_s)} s after the last session began`,
    ],
    ['worker time', `${figures.worker_ms_per_event ?? '-'} ms an event`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}\n`).join('');
}

function count(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 1 });
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(2)} %`;
}

function ratio(part: number, whole: number, digits: number): number | null {
  return whole === 0 ? null : round(part / whole, digits);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function percentile(sorted: Float64Array, part: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  return value === undefined ? null : round(value / 1_000, 3);
}
