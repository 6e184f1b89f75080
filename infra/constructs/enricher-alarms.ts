import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { EnricherMetrics } from './enricher-metrics.ts';
import { type AlarmTarget, RunbookAlarm } from './runbook-alarm.ts';

export interface EnricherAlarmsProps {
  readonly tenant: string;
  readonly target: AlarmTarget;
  readonly enrich: IFunction;
  readonly lookUpWaitSeconds: number;
  readonly silenceHours: number;
  readonly hasDeduplication: boolean;
  readonly hasLedger: boolean;
}

/**
 * The alarms of the enrich function: what its records, look-ups and deliveries say, and how it fares itself.
 *
 * Right below `scope`, where they have always been: elsewhere they would be new alarms of names that are taken.
 */
export function addEnricherAlarms(scope: Construct, props: EnricherAlarmsProps): void {
  const { tenant, target, enrich, lookUpWaitSeconds, silenceHours, hasDeduplication, hasLedger } = props;
  const metrics = new EnricherMetrics(tenant);
  const five = Duration.minutes(5);
  const hour = Duration.hours(1);

  new RunbookAlarm(scope, 'TokenRefused', {
    target,
    summary:
      'Auth0 refuses the Management API token, or the secret management-token holds none: records leave unenriched.',
    metric: metrics.enrich('StatusUnauthorized', { period: five }),
    threshold: 1,
  });
  new RunbookAlarm(scope, 'LookUpForbidden', {
    target,
    summary:
      'Auth0 forbids the look-up: the scope read:sessions is missing, or the plan has no Sessions API.',
    metric: metrics.enrich('StatusForbidden', { period: five }),
    threshold: 1,
  });
  new RunbookAlarm(scope, 'TokenOld', {
    target,
    summary: 'the Management API token is 20 hours old and ends soon.',
    metric: metrics.enrich('TokenAgeSeconds', { period: five, statistic: 'Maximum' }),
    threshold: Duration.hours(20).toSeconds(),
  });
  new RunbookAlarm(scope, 'LookUpsFailing', {
    target,
    summary: 'one look-up in five fails, or finds the request budget spent.',
    metric: metrics.faultShare(five),
    threshold: 20,
    evaluationPeriods: 3,
  });
  new RunbookAlarm(scope, 'LookUpsThrottled', {
    target,
    summary:
      'Auth0 answers look-ups with 429: somebody else spends the budget, or our share of it is set too high.',
    metric: metrics.enrich('LookUpThrottled', { period: five }),
    threshold: 20,
    evaluationPeriods: 3,
  });
  new RunbookAlarm(scope, 'LookUpLineClosed', {
    target,
    summary: 'nearly nobody may look up for 15 minutes: Auth0 refuses, or there is no token to ask with.',
    metric: metrics.enrich('LineClosed', { period: five, statistic: 'Average' }),
    threshold: 90,
    evaluationPeriods: 3,
  });
  if (hasLedger) {
    new RunbookAlarm(scope, 'LedgerFailing', {
      target,
      summary:
        'the table of the session ledger is out of reach: each worker goes by its own memory and share.',
      metric: metrics.enrich('LedgerFailures', { period: five }),
      threshold: 1,
      evaluationPeriods: 3,
    });
  }
  new RunbookAlarm(scope, 'RecordsLate', {
    target,
    summary: `one record in a hundred leaves more than a minute after the ${lookUpWaitSeconds} s that it may wait.`,
    metric: metrics.enrich('EnrichmentDelay', { period: five, statistic: 'p99', label: 'none' }),
    threshold: (lookUpWaitSeconds + 60) * 1_000,
    evaluationPeriods: 3,
  });
  new RunbookAlarm(scope, 'DeliveryFailing', {
    target,
    summary: 'a destination refuses records; they wait in its retry queue and are offered again.',
    metric: metrics.enrich('DeliveryFailures', { period: five }),
    threshold: 1,
    evaluationPeriods: 3,
  });
  // At the longest wait of all an attempt falls into each of these periods, so that not even a single record is missed.
  const ten = Duration.minutes(10);
  new RunbookAlarm(scope, 'RecordsWaiting', {
    target,
    severity: 'critical',
    summary: 'a destination has not taken a record for 10 minutes or more.',
    metric: metrics.enrich('RetryAge', { period: ten, statistic: 'Maximum' }),
    threshold: ten.toMilliseconds(),
  });
  new RunbookAlarm(scope, 'HandOverFailing', {
    target,
    severity: 'critical',
    summary: 'a retry queue does not take a record that its destination refuses: its event comes back whole.',
    metric: metrics.enrich('HandOverFailures', { period: five }),
    threshold: 1,
  });
  if (hasDeduplication) {
    new RunbookAlarm(scope, 'DeduplicationFailing', {
      target,
      summary:
        'the table of delivered events is out of reach; records leave all the same, repeats among them.',
      metric: metrics.enrich('DeduplicationFailures', { period: five }),
      threshold: 1,
      evaluationPeriods: 3,
    });
  }
  new RunbookAlarm(scope, 'EnrichErrors', {
    target,
    severity: 'critical',
    summary: 'the enrich function fails as a whole: wrong settings, a crash, or out of time or memory.',
    metric: enrich.metricErrors({ period: five, statistic: 'Sum' }),
    threshold: 1,
    evaluationPeriods: 2,
  });
  new RunbookAlarm(scope, 'EnrichThrottled', {
    target,
    severity: 'critical',
    summary: 'Lambda has no capacity left for the enrich function.',
    metric: enrich.metricThrottles({ period: five, statistic: 'Sum' }),
    threshold: 1,
    evaluationPeriods: 3,
  });
  new RunbookAlarm(scope, 'UnknownLogTypes', {
    target,
    summary: 'Auth0 sends a log event type that is not in the catalogue; its records are generic ones.',
    metric: metrics.enrich('UnknownLogTypes', { period: hour }),
    threshold: 1,
  });
  new RunbookAlarm(scope, 'EventsRejected', {
    target,
    summary: 'something came in that cannot be read as an event; it is kept in the dead-letter queue.',
    metric: metrics.rejected(five),
    threshold: 1,
  });
  // The metric exists only while records leave: no data is the alarm, and a new stack, which never had any, is quiet.
  new RunbookAlarm(scope, 'StreamSilence', {
    target,
    severity: 'critical',
    summary: `no record has left for ${silenceHours} hours, after a time when some did.`,
    metric: metrics.enrich('RecordsEmitted', { period: hour }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: silenceHours,
    treatMissingData: TreatMissingData.MISSING,
    tellsSilence: true,
  });
}
