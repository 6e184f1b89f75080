import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  type FirehoseClient,
} from '@aws-sdk/client-firehose';
import { type ResourceTypes, toGeneratedName } from '../../aws/cloudformation/resource-type.ts';
import { invalid } from '../../aws/cloudformation/template.ts';
import type { BucketsControl } from '../../aws/s3.ts';
import { account, region } from '../../aws/wire.ts';
import type { BucketDeliveries } from '../bucket-delivery.ts';
import type { Iam } from '../iam.ts';

export interface DestinationTypesOptions {
  readonly eventBridge: EventBridgeClient;
  readonly firehose: FirehoseClient;
  readonly buckets: BucketsControl;
  readonly deliveries: BucketDeliveries;
  readonly iam: Iam;
  /** In place of a delivery stream's own buffering time. @default as the template says */
  readonly bufferingMs: number | undefined;
}

interface S3Configuration {
  readonly BucketARN: string;
  readonly RoleARN: string;
  readonly Prefix?: string;
  readonly CompressionFormat?: string;
  readonly BufferingHints?: { readonly IntervalInSeconds?: number };
}

interface RuleProperties {
  readonly Name?: string;
  readonly EventBusName?: string;
  readonly EventPattern?: unknown;
  readonly Targets?: readonly Target[];
}

/** Buckets, delivery streams into them, event buses and their rules. */
export function destinationTypes(options: DestinationTypesOptions): ResourceTypes {
  const { eventBridge, firehose, buckets, deliveries, iam, bufferingMs } = options;

  function startDelivery(streamName: string, configuration: S3Configuration): void {
    const { BucketARN, RoleARN, Prefix = '', CompressionFormat, BufferingHints } = configuration;
    const bucket = BucketARN.replace('arn:aws:s3:::', '');
    if (!buckets.has(bucket)) throw invalid(`the bucket ${bucket} does not exist`);
    const { accessKeyId } = iam.lend(RoleARN, 'firehose.amazonaws.com');
    const denial = iam.denialOf(accessKeyId, 's3:PutObject', [`${BucketARN}/${Prefix.replace(/!.*/s, '')}x`]);
    if (denial) throw denial;
    deliveries.start({
      streamName,
      bucket,
      prefix: Prefix,
      isCompressed: CompressionFormat === 'GZIP',
      bufferingMs: bufferingMs ?? (BufferingHints?.IntervalInSeconds ?? 300) * 1_000,
    });
  }

  async function putRule(name: string, { EventBusName, EventPattern, Targets = [] }: RuleProperties) {
    await eventBridge.send(
      new PutRuleCommand({ Name: name, EventBusName, EventPattern: JSON.stringify(EventPattern) }),
    );
    await eventBridge.send(new PutTargetsCommand({ Rule: name, EventBusName, Targets: [...Targets] }));
    const path = EventBusName === undefined ? name : `${EventBusName}/${name}`;
    return {
      physicalId: EventBusName === undefined ? name : `${EventBusName}|${name}`,
      attributes: { Arn: `arn:aws:events:${region}:${account}:rule/${path}` },
    };
  }

  return {
    'AWS::S3::Bucket': {
      create(request) {
        const name =
          (request.properties['BucketName'] as string | undefined) ??
          toGeneratedName(request, 63).toLowerCase();
        buckets.create(name);
        return toBucket(name);
      },
      update: (physicalId) => toBucket(physicalId),
      find({ BucketName = '' }) {
        if (!buckets.has(BucketName)) throw invalid(`the bucket ${BucketName} does not exist`);
        return toBucket(BucketName);
      },
      delete: (physicalId) => buckets.remove(physicalId),
    },
    'AWS::KinesisFirehose::DeliveryStream': {
      async create(request) {
        const { DeliveryStreamName = toGeneratedName(request), ExtendedS3DestinationConfiguration } =
          request.properties as {
            DeliveryStreamName?: string;
            ExtendedS3DestinationConfiguration?: S3Configuration;
          };
        if (!ExtendedS3DestinationConfiguration)
          throw invalid('only delivery into a bucket is modelled here');
        const { DeliveryStreamARN = '' } = await firehose.send(
          new CreateDeliveryStreamCommand({ DeliveryStreamName }),
        );
        startDelivery(DeliveryStreamName, ExtendedS3DestinationConfiguration);
        return { physicalId: DeliveryStreamName, attributes: { Arn: DeliveryStreamARN } };
      },
      /** Where it delivers to, and as whom. What it buffers stays. */
      update(physicalId, { properties }) {
        startDelivery(
          physicalId,
          (properties as { ExtendedS3DestinationConfiguration: S3Configuration })
            .ExtendedS3DestinationConfiguration,
        );
        return toStream(physicalId);
      },
      async find({ DeliveryStreamName }) {
        await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
        return toStream(DeliveryStreamName ?? '');
      },
      async delete(physicalId) {
        deliveries.stop(physicalId);
        await firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: physicalId }));
      },
    },
    'AWS::Events::EventBus': {
      async create({ properties }) {
        const { Name = '', EventSourceName } = properties as Record<string, string | undefined>;
        const command = new CreateEventBusCommand({ Name, EventSourceName });
        const { EventBusArn = '' } = await eventBridge.send(command);
        return { physicalId: Name, attributes: { Arn: EventBusArn, Name } };
      },
      async find({ Name }) {
        const { Arn = '' } = await eventBridge.send(new DescribeEventBusCommand({ Name }));
        return { physicalId: Name ?? '', attributes: { Arn, Name: Name ?? '' } };
      },
      async delete(physicalId) {
        await eventBridge.send(new DeleteEventBusCommand({ Name: physicalId }));
      },
    },
    'AWS::Events::Rule': {
      create(request) {
        const properties = request.properties as RuleProperties;
        return putRule(properties.Name ?? toGeneratedName(request), properties);
      },
      update: (physicalId, { properties }) =>
        putRule(physicalId.split('|').at(-1) ?? '', properties as RuleProperties),
      async delete(physicalId, { properties: { EventBusName } }) {
        const Name = physicalId.split('|').at(-1);
        await eventBridge.send(new DeleteRuleCommand({ Name, EventBusName: EventBusName as string }));
      },
    },
  };
}

const toStream = (name: string) => ({
  physicalId: name,
  attributes: { Arn: `arn:aws:firehose:${region}:${account}:deliverystream/${name}` },
});

const toBucket = (name: string) => ({
  physicalId: name,
  attributes: {
    Arn: `arn:aws:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
  },
});
