import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { retryWorkers } from '../../functions/session/queue-settings.ts';
import { toQueueSlug, toResourceNames } from '../resource-names.ts';
import { type AlarmTarget, RunbookAlarm } from './runbook-alarm.ts';

export interface RetryQueueProps {
  readonly tenant: string;
  /** The destination's stable id: the queues are named after it. */
  readonly destinationId: string;
  /** How long the queue of log events hides a message: both are read by the same function. */
  readonly visibilityTimeout: Duration;
  readonly alarms: AlarmTarget;
  readonly removalPolicy: RemovalPolicy;
  /** @default a key that SQS owns */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * So many attempts before a record is set aside. The waits between them end at 300 s, see
 * functions/enrich/redelivery.ts: about a day.
 */
export const retryReceiveCount = 300;

/** A record that was just refused is not offered again at once. */
export const retryDelay = Duration.seconds(15);

/**
 * Where finished records wait that one destination did not take, with a dead-letter queue of its own.
 *
 * Both outlive the destination: what waits when it leaves the tenant file is kept, and `cli redrive` sends it on.
 */
export class RetryQueue extends Construct {
  /** The queue's name, as text and not as a reference. */
  readonly name: string;
  readonly queue: IQueue;
  readonly deadLetterQueue: IQueue;

  constructor(scope: Construct, id: string, props: RetryQueueProps) {
    super(scope, id);
    const { tenant, destinationId, visibilityTimeout, alarms, removalPolicy, encryptionKey } = props;
    const names = toResourceNames(tenant);
    const shared = {
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
      removalPolicy,
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    };
    this.deadLetterQueue = new Queue(this, 'DeadLetterQueue', {
      ...shared,
      queueName: names.toRetryDeadLetterQueue(destinationId),
    });
    this.name = names.toRetryQueue(destinationId);
    this.queue = new Queue(this, 'Queue', {
      ...shared,
      queueName: this.name,
      deliveryDelay: retryDelay,
      visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: retryReceiveCount },
    });
    Validations.of(this.deadLetterQueue).acknowledge(
      { id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue itself.' },
      { id: 'Serverless-SQSRedrivePolicy', reason: 'It is the dead-letter queue itself.' },
    );

    const slug = toQueueSlug(destinationId);
    new RunbookAlarm(this, 'RetryDeadLetters', {
      target: alarms,
      severity: 'critical',
      of: slug,
      summary: `${slug} did not take records for a day; they were set aside, finished.`,
      metric: this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: 1,
    });
  }

  /** Has a function offer what waits to the destination once more, two batches at a time at most. */
  feed(consumer: IFunction): void {
    const source = new SqsEventSource(this.queue, {
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(1),
      maxConcurrency: retryWorkers,
      reportBatchItemFailures: true,
    });
    consumer.addEventSource(source);
  }
}
