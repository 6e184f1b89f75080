import type { MetricSink } from './enricher-metrics.ts';

/**
 * What an alarm looks at. Every other metric is for dashboards alone, and each costs by the month; the lines of the logs
 * have the same figures.
 */
const needed: ReadonlySet<string> = new Set([
  'DeduplicationFailures',
  'DeliveryFailures',
  'EnrichmentDelay',
  'EventsRejected',
  'HandOverFailures',
  'HeartbeatsDelivered',
  'LedgerFailures',
  'LineClosed',
  'LookUpThrottled',
  'RecordsEmitted',
  'RetryAge',
  'StatusEnriched',
  'StatusForbidden',
  'StatusInvalidResponse',
  'StatusNotFound',
  'StatusRateLimited',
  'StatusTimeout',
  'StatusUnauthorized',
  'StatusUnavailable',
  'TokenAgeSeconds',
  'UnknownLogTypes',
]);

/** Whether a metric is written where only few are wanted: for an alarm, zero is no other than nothing. */
export function isNeeded(name: string, value: number): boolean {
  return needed.has(name) && (value !== 0 || name === 'LineClosed');
}

/** Passes on what alarms need, and nothing else. */
export function toNeededMetrics(sink: MetricSink): MetricSink {
  const pass = (add: (name: string, value: number) => void) => (name: string, value: number) => {
    if (isNeeded(name, value)) add(name, value);
  };
  return {
    count: pass((name, value) => sink.count(name, value)),
    milliseconds: pass((name, value) => sink.milliseconds(name, value)),
    percent: pass((name, value) => sink.percent(name, value)),
  };
}
