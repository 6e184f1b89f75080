import { Duration, type RemovalPolicy, Token, Validations } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type AlarmTarget, RunbookAlarm } from './runbook-alarm.ts';
import { toResourceNames } from '../resource-names.ts';

export interface EventQueueProps {
  /** Auth0 tenant, part of the queues' names. */
  readonly tenant: string;
  /** How long a message in work stays invisible: {@link toVisibilityTimeout}. */
  readonly visibilityTimeout: Duration;
  readonly alarms: AlarmTarget;
  readonly removalPolicy: RemovalPolicy;
  /**
   * Attempts before an event is set aside, 5 to 1000: throttled invocations count as attempts.
   * @default 36: six that enrich asks for early, and thirty at the pace of the visibility timeout, three hours
   */
  readonly maxReceiveCount?: number;
  /** @default a key that SQS owns */
  readonly encryptionKey?: IKey | undefined;
}

/** Attempts before an event is set aside: {@link EventQueueProps.maxReceiveCount}. */
export const eventReceiveCount = 36;

/**
 * The durable step between `receive` and `enrich`, with a dead-letter queue that keeps events for 14 days.
 *
 * Both keep messages for the longest time SQS allows: the dead-letter queue counts from the first enqueueing, not from
 * the setting aside, and a backlog must outlive a long week-end.
 */
export class EventQueue extends Construct {
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;

  constructor(scope: Construct, id: string, props: EventQueueProps) {
    super(scope, id);
    const { tenant, alarms, visibilityTimeout, removalPolicy, maxReceiveCount = eventReceiveCount } = props;
    const isAllowed = Number.isInteger(maxReceiveCount) && maxReceiveCount >= 5 && maxReceiveCount <= 1_000;
    if (!Token.isUnresolved(maxReceiveCount) && !isAllowed) {
      throw new Error(`maxReceiveCount must be a whole number from 5 to 1000, got ${maxReceiveCount}`);
    }

    const names = toResourceNames(tenant);
    const shared = {
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
      removalPolicy,
      ...(props.encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: props.encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    };
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      ...shared,
      queueName: names.deadLetterQueue,
    });
    this.queue = new Queue(this, 'Queue', {
      ...shared,
      queueName: names.queue,
      visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount },
    });
    Validations.of(this.deadLetterQueue).acknowledge(
      { id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue itself.' },
      { id: 'Serverless-SQSRedrivePolicy', reason: 'It is the dead-letter queue itself.' },
    );

    new RunbookAlarm(this, 'DeadLetters', {
      target: alarms,
      severity: 'critical',
      summary: 'events were set aside and wait in the dead-letter queue.',
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: 1,
    });
    new RunbookAlarm(this, 'OldestEvent', {
      target: alarms,
      severity: 'critical',
      summary: 'an event has been waiting in the queue for 15 minutes or more.',
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: Duration.minutes(15).toSeconds(),
      evaluationPeriods: 2,
    });
  }
}

/** Six times the timeout of the function that reads a queue, as Lambda asks for, and the time a batch is collected for. */
export function toVisibilityTimeout(timeout: Duration, window: Duration): Duration {
  return Duration.seconds(6 * timeout.toSeconds() + window.toSeconds());
}

/** Lets somebody put messages into a queue, and nothing else: CDK's own grant also shows the queue's attributes. */
export function grantSend(queue: IQueue, grantee: IGrantable): void {
  queue.grant(grantee, 'sqs:SendMessage');
  queue.encryptionMasterKey?.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey');
}
