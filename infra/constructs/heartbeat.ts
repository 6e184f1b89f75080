import { Duration, SecretValue, Validations } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import {
  ApiDestination as EventApiDestination,
  Authorization,
  Connection,
  EventField,
  HttpMethod,
  type IApiDestination,
  Rule,
  RuleTargetInput,
  Schedule,
} from 'aws-cdk-lib/aws-events';
import { ApiDestination } from 'aws-cdk-lib/aws-events-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { heartbeatType } from '../../functions/log-event/heartbeat.ts';
import { EnricherMetrics } from './enricher-metrics.ts';
import { type AlarmTarget, RunbookAlarm } from './runbook-alarm.ts';

export interface HeartbeatProps {
  readonly tenant: string;
  readonly alarms: AlarmTarget;
  readonly webhookUrl: string;
  /** What the webhook wants to see. CloudFormation reads it when the heartbeat is made or changed, and not again. */
  readonly webhookSecret: ISecret;
}

const period = Duration.minutes(15);

/**
 * An event of our own every 15 minutes, by the way that Auth0's events take: webhook, queue, enrich, every destination. So
 * a way that was never open is noticed, which silence alone does not tell.
 */
export class Heartbeat extends Construct {
  constructor(scope: Construct, id: string, props: HeartbeatProps) {
    super(scope, id);
    const { tenant, alarms, webhookUrl, webhookSecret } = props;
    const connection = new Connection(this, 'Connection', {
      description: `The heartbeat of ${tenant} shows the webhook secret`,
      authorization: Authorization.apiKey(
        'Authorization',
        SecretValue.secretsManager(webhookSecret.secretArn),
      ),
    });
    const apiDestination = new EventApiDestination(this, 'Webhook', {
      connection,
      endpoint: webhookUrl,
      httpMethod: HttpMethod.POST,
      rateLimitPerSecond: 1,
    });
    const rule = new Rule(this, 'Schedule', {
      description: `Sends a marked event through the webhook of ${tenant}`,
      schedule: Schedule.rate(period),
    });
    rule.addTarget(
      // The interface forbids an explicit undefined that the class declares.
      new ApiDestination(apiDestination as IApiDestination, {
        event: RuleTargetInput.fromObject({
          log_id: EventField.eventId,
          data: { log_id: EventField.eventId, date: EventField.time, type: heartbeatType },
        }),
        retryAttempts: 2,
        maxEventAge: period,
      }),
    );
    Validations.of(rule).acknowledge({
      id: 'Serverless-EventBusDLQ',
      reason: 'A heartbeat that could not be sent is of no use later: the alarm tells that it is missing.',
    });

    new RunbookAlarm(this, 'HeartbeatMissing', {
      target: alarms,
      severity: 'critical',
      summary: 'no heartbeat has come through the webhook to every destination for 45 minutes.',
      metric: new EnricherMetrics(tenant).enrich('HeartbeatsDelivered', { period }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }
}
