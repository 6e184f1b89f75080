import { lookUpLogType } from '../log-event/catalogue.ts';
import { heartbeatType } from '../log-event/heartbeat.ts';
import type { LookUpFigures } from '../session/look-up-meter.ts';
import { sessionStatuses, toStatusMetric } from '../session/session-status.ts';
import type { BatchResult } from './pipeline.ts';
import type { RedeliveryResult, RetryMessage } from './redelivery.ts';

/** Where figures go. Names are few and fixed: every one of them costs money in CloudWatch. */
export interface MetricSink {
  count(name: string, value: number): void;
  milliseconds(name: string, value: number): void;
  percent(name: string, value: number): void;
}

/**
 * What a batch came to. Zeros are written where an alarm has to see that nothing went wrong.
 *
 * A heartbeat counts as such and not as a record, so that it does not hide the silence of a log stream; one at most is
 * on its way at a time. It has arrived when every destination has taken what it was given.
 */
export function addBatchMetrics(sink: MetricSink, result: BatchResult): void {
  const isUndelivered = result.failures.length + result.handedOver.length > 0;
  const heartbeats = result.types.has(heartbeatType) && result.emitted > 0 ? 1 : 0;
  if (heartbeats > 0 && !isUndelivered) sink.count('HeartbeatsDelivered', heartbeats);
  sink.count('EventsProcessed', result.events);
  if (heartbeats === 0 || result.emitted > heartbeats) {
    sink.count('RecordsEmitted', result.emitted - heartbeats);
  }
  sink.count('DeliveryFailures', result.failures.length + result.handedOver.length);
  if (result.failures.length > 0) sink.count('HandOverFailures', result.failures.length);
  sink.count('EventsRejected', result.rejected.length);
  if (result.repeats > 0) sink.count('Repeats', result.repeats);
  if (result.duplicates > 0) sink.count('DuplicatesDropped', result.duplicates);
  for (const status of sessionStatuses) {
    const count = result.statuses[status];
    if (count !== undefined) sink.count(toStatusMetric(status), count);
  }
  const unknownTypes = [...result.types].filter(
    (type) => type !== heartbeatType && lookUpLogType(type) === undefined,
  );
  if (unknownTypes.length > 0) sink.count('UnknownLogTypes', unknownTypes.length);
  for (const delayMs of result.delaysMs) sink.milliseconds('EnrichmentDelay', delayMs);
}

/** What a batch of a retry queue came to. The age is told at every attempt that fails: the alarm lives on it. */
export function addRedeliveryMetrics(
  sink: MetricSink,
  {
    emitted,
    failedMessageIds,
    oldestMs,
  }: Pick<RedeliveryResult<RetryMessage>, 'emitted' | 'failedMessageIds' | 'oldestMs'>,
): void {
  if (emitted > 0) sink.count('RecordsEmitted', emitted);
  sink.count('DeliveryFailures', failedMessageIds.length);
  if (oldestMs !== undefined) sink.milliseconds('RetryAge', oldestMs);
}

/** What look-ups did since the figures were last taken. */
export function addLookUpMetrics(sink: MetricSink, figures: LookUpFigures): void {
  if (figures.requests > 0) {
    sink.count('LookUpRequests', figures.requests);
    sink.percent('BudgetUsed', 100 * figures.budgetUsed);
  }
  if (figures.throttled > 0) sink.count('LookUpThrottled', figures.throttled);
  const hits = figures.cacheHits + figures.shared;
  if (hits > 0) sink.count('CacheHits', hits);
  if (figures.sharedRemaining !== undefined) sink.count('TenantBudgetRemaining', figures.sharedRemaining);
}

/** What the session ledger and the line of look-ups did since the figures were last taken. */
export interface LedgerFigures {
  /** Calls to the table that failed, or were not made because it is out of reach. */
  readonly failures: number;
  /** Sessions whose item had no room for what a batch told of them. */
  readonly full: number;
  /** Turns that were asked for, and those of them that nobody got because the line was closed. */
  readonly wanted: number;
  readonly closed: number;
}

export function addLedgerMetrics(sink: MetricSink, figures: LedgerFigures): void {
  if (figures.failures > 0) sink.count('LedgerFailures', figures.failures);
  if (figures.full > 0) sink.count('LedgerFull', figures.full);
  // Its average over time is what the alarm looks at, so it is told where all is well, too.
  if (figures.wanted > 0) sink.percent('LineClosed', (100 * figures.closed) / figures.wanted);
}
