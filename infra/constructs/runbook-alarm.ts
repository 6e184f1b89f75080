import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { toResourceNames } from '../resource-names.ts';

/** Where the alarms of one enricher go, the same for all of them. */
export interface AlarmTarget {
  readonly tenant: string;
  /** Told when an alarm goes off. Silence has to be written out: `'no-alarm'`. */
  readonly alarmTopic: ITopic | 'no-alarm';
  /** Page with one section an alarm; the alarm's name in kebab-case is the anchor. */
  readonly runbookUrl: string;
  /** Whether the topic is told as well when an alarm is over, which a new stack's alarms all say. @default false */
  readonly okMessages?: boolean | undefined;
}

export type AlarmSeverity = 'critical' | 'warning';

export interface RunbookAlarmProps {
  readonly target: AlarmTarget;
  /** What is wrong, in one sentence that needs no context: it is the mail's text. */
  readonly summary: string;
  /** `critical`: events or records do not get through, or soon will not. @default 'warning' */
  readonly severity?: AlarmSeverity;
  readonly metric: IMetric;
  readonly threshold: number;
  /** @default ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD */
  readonly comparisonOperator?: ComparisonOperator;
  /** Periods in a row that have to be bad. @default 1 */
  readonly evaluationPeriods?: number;
  /** What a period without a value means. @default TreatMissingData.NOT_BREACHING */
  readonly treatMissingData?: TreatMissingData;
  /** Whether the metric's falling silent is told as well. @default false */
  readonly tellsSilence?: boolean;
  /**
   * Which of several alike it watches: the end of the alarm's name, behind an underscore. All of them lead to one section
   * of the runbook. @default there is one
   */
  readonly of?: string;
}

/** `DeadLetters` → `dead-letters`: the section of the runbook, and the end of the alarm's name. */
export function toRunbookSection(id: string): string {
  return id.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

/** An alarm whose text leads to its section of the runbook. With `'no-alarm'` it creates nothing. */
export class RunbookAlarm extends Construct {
  readonly severity: AlarmSeverity;
  /** Undefined where there are no alarms. */
  readonly alarm: Alarm | undefined;

  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id);
    const { target, summary, metric, threshold, evaluationPeriods = 1, severity = 'warning' } = props;
    this.severity = severity;
    const { tenant, alarmTopic, runbookUrl, okMessages = false } = target;
    if (alarmTopic === 'no-alarm') return;

    const section = toRunbookSection(id);
    const alarm = (this.alarm = new Alarm(this, 'Alarm', {
      alarmName: toResourceNames(tenant).toAlarm(props.of === undefined ? section : `${section}_${props.of}`),
      alarmDescription: `${tenant}: ${severity === 'critical' ? 'critical, ' : ''}${summary} What to do: ${runbookUrl}#${section}`,
      metric,
      threshold,
      evaluationPeriods,
      comparisonOperator: props.comparisonOperator ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: props.treatMissingData ?? TreatMissingData.NOT_BREACHING,
      // Of a few values a percentile is the largest one: no share of anything.
      ...(isPercentile(metric) && { evaluateLowSampleCountPercentile: 'ignore' }),
    }));
    const action = new SnsAction(alarmTopic);
    alarm.addAlarmAction(action);
    if (okMessages) alarm.addOkAction(action);
    if (props.tellsSilence) alarm.addInsufficientDataAction(action);
  }
}

function isPercentile(metric: IMetric): boolean {
  return /^p\d/.test(metric.toMetricConfig().metricStat?.statistic ?? '');
}
