import { Duration, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
  StorageClass,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { DeliveryStream } from './delivery-stream.ts';
import { grantPutRecords } from './stream-destination.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import type { DestinationConfig } from '../../functions/destination/destination-config.ts';
import type { DestinationHost, RecordDestination } from './record-destination.ts';
import { toResourceNames, toStackName } from '../resource-names.ts';

export interface BucketDestinationProps {
  /** Days until records are deleted, 1 or more; `'never'` keeps them. @default 400 */
  readonly expireAfterDays?: number | 'never' | undefined;
  /** Days until records move to the Infrequent Access class, 30 or more; `'never'` leaves them. @default 'never' */
  readonly infrequentAccessAfterDays?: number | 'never' | undefined;
  /** Seconds until an object is written, 0 to 900. @default 300 */
  readonly bufferingSeconds?: number | undefined;
  /** MiB at which an object is written earlier, 1 to 128. @default 64 */
  readonly bufferingMiB?: number | undefined;
  /** Nobody can delete or overwrite a record for so long; has to be there when the bucket is made. @default none */
  readonly objectLock?: { readonly mode: 'governance' | 'compliance'; readonly days: number } | undefined;
  /** Takes the server access logs. @default none are written */
  readonly accessLogBucket?: IBucket | undefined;
}

/**
 * A bucket of its own, filled through a delivery stream of its own: gzipped NDJSON under
 * `records/<yyyy>/<MM>/<dd>/<HH>/`, the time of arrival in UTC; under `undelivered/` what Firehose could not write.
 *
 * Private, encrypted, reachable through TLS only, versioned. Deleting the stack leaves it, unless the removal policy says
 * otherwise; then it has to be empty, for nothing here deletes records behind somebody's back.
 *
 * @example
 * ```ts
 * import { BucketDestination } from 'session-enricher/constructs/bucket-destination';
 *
 * const destination = new BucketDestination({ expireAfterDays: 'never', infrequentAccessAfterDays: 30 });
 * ```
 */
export class BucketDestination implements RecordDestination {
  readonly id = 'Bucket';
  readonly #props: BucketDestinationProps;
  #bucket: IBucket | undefined;

  constructor(props: BucketDestinationProps = {}) {
    const { expireAfterDays = 400, infrequentAccessAfterDays = 'never' } = props;
    if (
      expireAfterDays !== 'never' &&
      infrequentAccessAfterDays !== 'never' &&
      infrequentAccessAfterDays >= expireAfterDays
    ) {
      throw new Error(
        `infrequentAccessAfterDays must be less than expireAfterDays ${expireAfterDays}, got ${infrequentAccessAfterDays}`,
      );
    }
    this.#props = props;
  }

  /** There once the destination belongs to an enricher. */
  get bucket(): IBucket {
    if (!this.#bucket)
      throw new Error('the bucket does not exist before the destination belongs to an enricher');
    return this.#bucket;
  }

  bind(scope: Construct, host: DestinationHost): readonly DestinationConfig[] {
    const { tenant, encryptionKey } = host;
    const { expireAfterDays = 400, infrequentAccessAfterDays = 'never' } = this.#props;
    const { accessLogBucket, objectLock } = this.#props;
    const bucket = new Bucket(scope, 'Records', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      ...(objectLock && { objectLockDefaultRetention: toRetention(objectLock) }),
      ...(encryptionKey
        ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      removalPolicy: host.removalPolicy,
      lifecycleRules: [
        {
          id: 'records',
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          noncurrentVersionExpiration: Duration.days(30),
          ...(expireAfterDays !== 'never' && { expiration: Duration.days(expireAfterDays) }),
          ...(infrequentAccessAfterDays !== 'never' && {
            transitions: [
              {
                storageClass: StorageClass.INFREQUENT_ACCESS,
                transitionAfter: Duration.days(infrequentAccessAfterDays),
              },
            ],
          }),
        },
      ],
      ...(accessLogBucket && {
        serverAccessLogsBucket: accessLogBucket,
        serverAccessLogsPrefix: `${toStackName(tenant)}/`,
      }),
    });
    if (!accessLogBucket) {
      Validations.of(bucket).acknowledge({
        id: 'AwsSolutions-S1',
        reason:
          'Access logs need a bucket that outlives the tenant: name one in the tenant file, or use CloudTrail data events.',
      });
    }
    // The interface forbids an explicit undefined that the class declares.
    const records = bucket as IBucket;
    this.#bucket = records;

    const { bufferingSeconds = 300, bufferingMiB = 64 } = this.#props;
    const stream = new DeliveryStream(scope, 'Stream', {
      streamName: toResourceNames(tenant).recordsStream,
      bucket: records,
      prefix: 'records/!{timestamp:yyyy/MM/dd/HH}/',
      errorPrefix: 'undelivered/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/',
      bufferingSeconds,
      bufferingMiB,
      logRetention: host.logRetention,
      removalPolicy: host.removalPolicy,
      encryptionKey,
      writableKeys: ['records/*', 'undelivered/*'],
    });
    for (const key of ['records/*', 'undelivered/*']) {
      Validations.of(stream.role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${bucketLogicalId(bucket)}.Arn>/${key}]`,
        reason: 'Firehose names the objects itself; the prefix is as narrow as it gets.',
      });
    }
    // Below the stream, where it has always been: elsewhere it would be a new alarm of a name that is taken.
    new RunbookAlarm(stream, 'DeliveryStale', {
      target: host.alarms,
      severity: 'critical',
      summary: 'records wait in the delivery stream for twice the buffering time and more.',
      metric: stream.metric('DeliveryToS3.DataFreshness', 'Maximum'),
      threshold: Math.max(900, 2 * bufferingSeconds),
      evaluationPeriods: 3,
    });
    grantPutRecords([stream.streamArn], host.grantee);
    // S3 takes several lines in one Firehose record, which is billed in steps of 5 KB.
    return [{ type: 'firehose', streamName: stream.streamName, joinLines: true }];
  }
}

function toRetention({ mode, days }: NonNullable<BucketDestinationProps['objectLock']>): ObjectLockRetention {
  const period = Duration.days(days);
  return mode === 'compliance'
    ? ObjectLockRetention.compliance(period)
    : ObjectLockRetention.governance(period);
}

function bucketLogicalId(bucket: Bucket): string {
  return bucket.stack.getLogicalId(bucket.node.defaultChild as never);
}
