import { describe, expect, it } from '@jest/globals';
import { addBatchMetrics, type MetricSink } from '../../../functions/enrich/enricher-metrics.ts';
import { isNeeded, toNeededMetrics } from '../../../functions/enrich/needed-metrics.ts';
import { heartbeatType } from '../../../functions/log-event/heartbeat.ts';
import { everything, toTemplate } from '../../infra/synthesise.ts';

function createSink() {
  const figures: Record<string, number> = {};
  const add = (name: string, value: number) => {
    figures[name] = (figures[name] ?? 0) + value;
  };
  const sink: MetricSink = { count: add, milliseconds: add, percent: add };
  return { sink, figures };
}

const batch = {
  failedMessageIds: [],
  events: 3,
  repeats: 1,
  duplicates: 0,
  inProgressElsewhere: 0,
  later: 0,
  rejected: [],
  records: 3,
  statuses: { enriched: 1, observed: 2 },
  types: new Set(['s']),
  delaysMs: [10],
  failures: [],
  handedOver: [],
  emitted: 3,
};

describe('few metrics', () => {
  it('are every metric that an alarm looks at', () => {
    const heartbeat = { alarms: { email: 'security@acme.example', heartbeat: true } };
    const text = [everything, heartbeat]
      .map((one) => JSON.stringify(toTemplate(one).findResources('AWS::CloudWatch::Alarm')))
      .join('');
    const ours = [...text.matchAll(/"MetricName":"(\w+)","Namespace":"SessionEnricher"/g)].map(
      ([, name]) => name ?? '',
    );

    expect(new Set(ours).size).toBeGreaterThan(15);
    expect([...new Set(ours)].filter((name) => !isNeeded(name, 1))).toEqual([]);
  });

  it('leave out zeros, and what dashboards alone show', () => {
    const { sink, figures } = createSink();

    addBatchMetrics(toNeededMetrics(sink), batch);

    expect(figures).toEqual({ RecordsEmitted: 3, StatusEnriched: 1, EnrichmentDelay: 10 });
  });

  it('tell that the line is open, of which the alarm takes the average', () => {
    const { sink, figures } = createSink();

    toNeededMetrics(sink).percent('LineClosed', 0);

    expect(figures).toEqual({ LineClosed: 0 });
  });
});

describe('a heartbeat', () => {
  const types = new Set(['s', heartbeatType]);

  it('counts as itself, and neither as a record nor as an unknown type', () => {
    const { sink, figures } = createSink();

    addBatchMetrics(sink, { ...batch, types });

    expect(figures).toMatchObject({ HeartbeatsDelivered: 1, RecordsEmitted: 2 });
    expect(figures).not.toHaveProperty('UnknownLogTypes');
  });

  it('alone does not hide that no record leaves', () => {
    const { sink, figures } = createSink();

    addBatchMetrics(sink, { ...batch, types: new Set([heartbeatType]), records: 1, emitted: 1 });

    expect(figures['HeartbeatsDelivered']).toBe(1);
    expect(figures).not.toHaveProperty('RecordsEmitted');
  });

  it.each([
    ['waits in a retry queue', { handedOver: [{ destination: 'https', recordUid: 'a', code: 'busy' }] }],
    ['came back whole', { failures: [{ destination: 'https', recordUid: 'a', code: 'busy' }] }],
  ])('that %s has not arrived', (_what, changes) => {
    const { sink, figures } = createSink();

    addBatchMetrics(sink, { ...batch, types, ...changes });

    expect(figures).not.toHaveProperty('HeartbeatsDelivered');
  });
});
