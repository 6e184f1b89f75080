import { describe, expect, it } from '@jest/globals';
import {
  addBatchMetrics,
  addLedgerMetrics,
  addLookUpMetrics,
  type LedgerFigures,
  type MetricSink,
} from '../../../functions/enrich/enricher-metrics.ts';
import { createLookUpMeter } from '../../../functions/session/look-up-meter.ts';

function createSink() {
  const figures: Record<string, number> = {};
  const add = (name: string, value: number) => {
    figures[name] = (figures[name] ?? 0) + value;
  };
  const sink: MetricSink = { count: add, milliseconds: add, percent: add };
  return { sink, figures };
}

describe('addBatchMetrics', () => {
  it('counts statuses, refused records and types that the catalogue does not know', () => {
    const { sink, figures } = createSink();

    addBatchMetrics(sink, {
      failedMessageIds: ['m1'],
      events: 4,
      repeats: 1,
      duplicates: 2,
      inProgressElsewhere: 1,
      later: 0,
      rejected: [{ messageId: 'm2', reason: 'not valid JSON' }],
      records: 3,
      statuses: { enriched: 2, rate_limited: 1 },
      types: new Set(['s', 'a_type_of_next_year']),
      delaysMs: [10, 20],
      failures: [{ destination: 'firehose', recordUid: 'a', code: 'throttled' }],
      handedOver: [{ destination: 'https', recordUid: 'b', code: 'busy' }],
      emitted: 2,
    });

    expect(figures).toEqual({
      EventsProcessed: 4,
      RecordsEmitted: 2,
      DeliveryFailures: 2,
      HandOverFailures: 1,
      EventsRejected: 1,
      Repeats: 1,
      DuplicatesDropped: 2,
      StatusEnriched: 2,
      StatusRateLimited: 1,
      UnknownLogTypes: 1,
      EnrichmentDelay: 30,
    });
  });
});

describe('addLookUpMetrics', () => {
  it('says how much of the budget was used, and what Auth0 has left for everybody', () => {
    let nowMs = 0;
    const meter = createLookUpMeter({ ratePerSecond: 4, now: () => nowMs });
    const { sink, figures } = createSink();
    const rateLimit = { limit: 50, remaining: 17, resetAtMs: 0 };
    meter.onEvent({ type: 'request', answer: 'found', durationMs: 90, rateLimit });
    meter.onEvent({ type: 'request', answer: 'rate_limited', durationMs: 90 });
    meter.onEvent({ type: 'look_up', status: 'enriched', source: 'cache' });
    meter.onEvent({ type: 'look_up', status: 'enriched', source: 'shared' });
    nowMs = 1_000;

    addLookUpMetrics(sink, meter.take());

    expect(figures).toEqual({
      LookUpRequests: 2,
      LookUpThrottled: 1,
      BudgetUsed: 50,
      CacheHits: 2,
      TenantBudgetRemaining: 17,
    });
  });

  it('writes nothing when nothing was looked up', () => {
    const { sink, figures } = createSink();

    addLookUpMetrics(sink, createLookUpMeter({ ratePerSecond: 4, now: () => 0 }).take());

    expect(figures).toEqual({});
  });
});

describe('addLedgerMetrics', () => {
  it.each<[what: string, figures: LedgerFigures, expected: readonly unknown[]]>([
    ['nothing where nothing was asked for', { failures: 0, full: 0, wanted: 0, closed: 0 }, []],
    [
      'that the line was open',
      { failures: 0, full: 0, wanted: 8, closed: 0 },
      [['percent', 'LineClosed', 0]],
    ],
    [
      'what was amiss',
      { failures: 3, full: 1, wanted: 8, closed: 6 },
      [
        ['count', 'LedgerFailures', 3],
        ['count', 'LedgerFull', 1],
        ['percent', 'LineClosed', 75],
      ],
    ],
  ])('tells %s', (_what, figures, expected) => {
    const told: unknown[] = [];
    const toTelling = (kind: string) => (name: string, value: number) => told.push([kind, name, value]);

    addLedgerMetrics(
      {
        count: toTelling('count'),
        milliseconds: toTelling('milliseconds'),
        percent: toTelling('percent'),
      },
      figures,
    );

    expect(told).toEqual(expected);
  });
});
