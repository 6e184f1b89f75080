import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { QueueFeed } from '../../functions/session/queue-settings.ts';
import { toResourceNames } from '../resource-names.ts';
import { toVisibilityTimeout } from './event-queue.ts';
import { type AlarmTarget, RunbookAlarm } from './runbook-alarm.ts';

export interface LookUpsQueueProps {
  readonly tenant: string;
  /** Of the function that reads it. */
  readonly timeout: Duration;
  readonly feed: QueueFeed;
  /** How long an event may wait in it. */
  readonly lookUpWaitSeconds: number;
  /** Of the queue of log events: what is set aside goes back to that one. */
  readonly deadLetterQueue: IQueue;
  /** Attempts before an event is set aside, as the queue of log events has them. */
  readonly maxReceiveCount: number;
  readonly alarms: AlarmTarget;
  readonly removalPolicy: RemovalPolicy;
  /** @default a key that SQS owns */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * Where a log event waits whose look-up matters, with the time of its turn as the message's delay: so nobody who waits
 * holds a worker, or an event behind it.
 */
export class LookUpsQueue extends Construct {
  readonly queue: IQueue;
  readonly #feed: QueueFeed;

  constructor(scope: Construct, id: string, props: LookUpsQueueProps) {
    super(scope, id);
    const { tenant, feed, encryptionKey } = props;
    this.#feed = feed;
    this.queue = new Queue(this, 'Queue', {
      queueName: toResourceNames(tenant).lookUpsQueue,
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
      removalPolicy: props.removalPolicy,
      visibilityTimeout: toVisibilityTimeout(props.timeout, Duration.seconds(feed.batchWindowSeconds)),
      deadLetterQueue: { queue: props.deadLetterQueue, maxReceiveCount: props.maxReceiveCount },
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    });

    new RunbookAlarm(this, 'LookUpsLate', {
      target: props.alarms,
      summary: `an event waits for its look-up a minute longer than the ${props.lookUpWaitSeconds} s that it may.`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: props.lookUpWaitSeconds + 60,
      evaluationPeriods: 2,
    });
  }

  feed(consumer: IFunction): void {
    const { batchSize, batchWindowSeconds, workers } = this.#feed;
    consumer.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize,
        ...(batchWindowSeconds > 0 && { maxBatchingWindow: Duration.seconds(batchWindowSeconds) }),
        maxConcurrency: workers,
        reportBatchItemFailures: true,
      }),
    );
  }
}
