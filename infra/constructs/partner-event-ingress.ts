import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { EventBus, type IEventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type AlarmTarget, RunbookAlarm } from './runbook-alarm.ts';
import { toResourceNames } from '../resource-names.ts';

export interface PartnerEventIngressProps {
  readonly tenant: string;
  /** `aws.partner/auth0.com/<tenant>-<uuid>/auth0.logs`, as Auth0 shows it once the log stream is there. */
  readonly partnerEventSourceName: string;
  /**
   * The bus that the partner event source belongs to already. A source has one bus only.
   * @default a bus of the source's name is created, which associates the two
   */
  readonly eventBus?: IEventBus | undefined;
  readonly queue: IQueue;
  readonly alarms: AlarmTarget;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey | undefined;
}

/**
 * Auth0's log stream of the EventBridge kind, on its way into the queue.
 *
 * The source has to exist when the bus is created, and whatever Auth0 sends before the two are associated is lost:
 * docs/deploying.md has the order of steps.
 */
export class PartnerEventIngress extends Construct {
  readonly eventBus: IEventBus;

  constructor(scope: Construct, id: string, props: PartnerEventIngressProps) {
    super(scope, id);
    const { tenant, partnerEventSourceName, queue, alarms, removalPolicy, encryptionKey } = props;

    this.eventBus = props.eventBus ?? this.#createBus(partnerEventSourceName, removalPolicy);
    const undelivered = new Queue(this, 'Undelivered', {
      queueName: toResourceNames(tenant).undeliveredQueue,
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
      removalPolicy,
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    });
    Validations.of(undelivered).acknowledge(
      { id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue of the rule.' },
      { id: 'Serverless-SQSRedrivePolicy', reason: 'It is the dead-letter queue of the rule.' },
    );

    const rule = new Rule(this, 'Rule', {
      description: `Auth0 log events of ${tenant} into the enricher's queue`,
      eventBus: this.eventBus,
      // `detail-type` keeps out what the source may carry besides log events one day.
      eventPattern: { source: Match.prefix(partnerEventSourceName), detailType: ['Auth0 log'] },
    });
    rule.addTarget({
      bind: () => ({
        arn: queue.queueArn,
        deadLetterConfig: { arn: undelivered.queueArn },
        // Written out, because newer buses begin with 5 attempts in 5 minutes.
        retryPolicy: { maximumEventAgeInSeconds: Duration.hours(24).toSeconds(), maximumRetryAttempts: 185 },
      }),
    });
    // CDK's own target leaves out for an encrypted queue that the rule is meant, and not just any.
    for (const target of [queue, undelivered]) {
      target.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [target.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
        }),
      );
    }

    new RunbookAlarm(this, 'EventsUndelivered', {
      target: alarms,
      severity: 'critical',
      summary: 'EventBridge could not put log events into the queue; they wait in the queue "undelivered".',
      metric: undelivered.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: 1,
    });
  }

  /** It stays when it leaves the stack: whatever Auth0 sends while the source belongs to no bus is lost. */
  #createBus(eventSourceName: string, removalPolicy: RemovalPolicy): IEventBus {
    const bus = new EventBus(this, 'Bus', { eventSourceName });
    bus.applyRemovalPolicy(removalPolicy);
    return bus as IEventBus;
  }
}
