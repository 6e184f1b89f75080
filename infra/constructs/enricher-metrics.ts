import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type SessionStatus, toStatusLabel, toStatusMetric } from '../../functions/session/session-status.ts';
import { metricNamespace } from '../resource-names.ts';

export interface EnricherMetricOptions {
  /** @default 'Sum' */
  readonly statistic?: string;
  /** @default 5 minutes */
  readonly period?: Duration;
  /** `none` where an alarm has to name the metric itself, and not an expression of it. @default the metric's own name */
  readonly label?: string;
}

/** The metrics of one tenant, as functions/ emit them. */
export class EnricherMetrics {
  readonly #tenant: string;

  constructor(tenant: string) {
    this.#tenant = tenant;
  }

  receive(metricName: string, options: EnricherMetricOptions = {}): Metric {
    return this.#metric('receive', metricName, options);
  }

  enrich(metricName: string, options: EnricherMetricOptions = {}): Metric {
    return this.#metric('enrich', metricName, options);
  }

  /** Share, 0 to 100, of the records that were looked up and whose look-up failed through a fault of somebody's. */
  faultShare(period: Duration): MathExpression {
    const faults: readonly SessionStatus[] = ['rate_limited', 'timeout', 'unavailable', 'invalid_response'];
    const all: readonly SessionStatus[] = [...faults, 'enriched', 'not_found'];
    const usingMetrics = Object.fromEntries(
      all.map((status) => {
        const label = toStatusLabel(status);
        return [`m${label}`, this.enrich(toStatusMetric(status), { period, label })];
      }),
    );
    return new MathExpression({
      label: 'look-ups that failed, %',
      expression: `100 * ${toSum(faults.map(toStatusLabel))} / ${toSum(all.map(toStatusLabel))}`,
      usingMetrics,
      period,
    });
  }

  /** What neither function could read as an event. */
  rejected(period: Duration): MathExpression {
    return new MathExpression({
      label: 'events rejected',
      expression: toSum(['Receive', 'Enrich']),
      usingMetrics: {
        mReceive: this.receive('EventsRejected', { period }),
        mEnrich: this.enrich('EventsRejected', { period }),
      },
      period,
    });
  }

  #metric(service: string, metricName: string, options: EnricherMetricOptions): Metric {
    const { statistic = 'Sum', period = Duration.minutes(5), label = metricName } = options;
    return new Metric({
      namespace: metricNamespace,
      metricName,
      dimensionsMap: { service, tenant: this.#tenant },
      statistic,
      period,
      ...(label !== 'none' && { label }),
    });
  }
}

/** Unlike `a + b`, the sum of a list counts what is there and passes over metrics without data. */
const toSum = (names: readonly string[]) => `SUM([${names.map((name) => `m${name}`).join(', ')}])`;
