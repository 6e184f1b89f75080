import { CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, LogStream, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface DeliveryStreamProps {
  readonly streamName: string;
  readonly bucket: IBucket;
  /** Key prefix of the objects, Firehose's expressions allowed; ends with a slash. */
  readonly prefix: string;
  /** Key prefix of what Firehose could not deliver; ends with a slash. */
  readonly errorPrefix: string;
  /** Seconds until an object is written, 0 to 900. */
  readonly bufferingSeconds: number;
  /** MiB at which an object is written earlier, 1 to 128. */
  readonly bufferingMiB: number;
  readonly logRetention: RetentionDays;
  /** What becomes of the stream, with the records in its buffer, and of its role, when they leave the stack. */
  readonly removalPolicy: RemovalPolicy;
  /** Writes for it, and may do so for others as well. @default one of its own */
  readonly role?: Role | undefined;
  readonly encryptionKey?: IKey | undefined;
  /** Object keys that Firehose may write, `*` at the end. @default every key */
  readonly writableKeys?: readonly string[];
  /** Compression, format conversion and partitioning; what it reads, it reads as this role. @default gzip */
  readonly toConversion?: (
    role: Role,
  ) => Partial<CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty>;
}

/**
 * A Firehose stream into a bucket, with a role that may write there and nothing else. Whoever makes one watches it.
 *
 * Deleting a stream deletes what it buffers. So where it is kept, its role is kept with it: it writes what it has, and is
 * deleted by hand afterwards.
 */
export class DeliveryStream extends Construct {
  readonly streamName: string;
  readonly streamArn: string;
  readonly role: Role;
  /** For what has to be there before it. */
  readonly resource: CfnDeliveryStream;

  constructor(scope: Construct, id: string, props: DeliveryStreamProps) {
    super(scope, id);
    const { bucket, encryptionKey, writableKeys = ['*'] } = props;

    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    });
    const logStream = new LogStream(this, 'LogStream', {
      logGroup,
      logStreamName: 'delivery',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role =
      props.role ?? new Role(this, 'Role', { assumedBy: new ServicePrincipal('firehose.amazonaws.com') });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [bucket.bucketArn],
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
        resources: writableKeys.map((key) => bucket.arnForObjects(key)),
      }),
    );
    this.role.addToPolicy(
      new PolicyStatement({ actions: ['logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    );
    bucket.encryptionKey?.grant(this.role, 'kms:Decrypt', 'kms:GenerateDataKey');

    this.resource = new CfnDeliveryStream(this, 'Stream', {
      deliveryStreamName: props.streamName,
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: encryptionKey
        ? { keyType: 'CUSTOMER_MANAGED_CMK', keyArn: encryptionKey.keyArn }
        : { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        bucketArn: bucket.bucketArn,
        roleArn: this.role.roleArn,
        prefix: props.prefix,
        errorOutputPrefix: props.errorPrefix,
        bufferingHints: { intervalInSeconds: props.bufferingSeconds, sizeInMBs: props.bufferingMiB },
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: logGroup.logGroupName,
          logStreamName: logStream.logStreamName,
        },
        compressionFormat: 'GZIP',
        ...props.toConversion?.(this.role),
      },
    });
    this.resource.node.addDependency(this.role);
    this.resource.applyRemovalPolicy(props.removalPolicy);
    keepRole(this.role, props.removalPolicy);
    this.streamName = this.resource.ref;
    this.streamArn = this.resource.attrArn;
  }

  /** One of Firehose's own metrics, over five minutes. */
  metric(metricName: string, statistic: string): Metric {
    return new Metric({
      namespace: 'AWS/Firehose',
      metricName,
      dimensionsMap: { DeliveryStreamName: this.streamName },
      statistic,
      period: Duration.minutes(5),
    });
  }
}

/** The role, and what it may do: a policy of its own for CloudFormation. */
function keepRole(role: Role, removalPolicy: RemovalPolicy): void {
  role.applyRemovalPolicy(removalPolicy);
  const policy = role.node.tryFindChild('DefaultPolicy')?.node.defaultChild;
  if (policy instanceof CfnResource) policy.applyRemovalPolicy(removalPolicy);
}
