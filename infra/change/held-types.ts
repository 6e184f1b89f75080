interface Held {
  /** For people. */
  readonly word: string;
  /** The property that names it in the account. */
  readonly name: string;
  /** By what `cdk import` finds it. */
  readonly identifier: string;
  /** Properties of which a change makes it anew; of those that a template of ours sets. */
  readonly fixed: readonly string[];
  /** The property with the key that what waits in it is encrypted with. */
  readonly key?: string;
}

const types = {
  'AWS::SQS::Queue': {
    word: 'queue',
    name: 'QueueName',
    identifier: 'QueueUrl',
    fixed: ['QueueName', 'FifoQueue'],
    key: 'KmsMasterKeyId',
  },
  'AWS::SecretsManager::Secret': { word: 'secret', name: 'Name', identifier: 'Id', fixed: ['Name'] },
  'AWS::DynamoDB::Table': {
    word: 'table',
    name: 'TableName',
    identifier: 'TableName',
    fixed: ['TableName', 'KeySchema'],
  },
  'AWS::S3::Bucket': {
    word: 'bucket',
    name: 'BucketName',
    identifier: 'BucketName',
    fixed: ['BucketName', 'ObjectLockEnabled'],
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    word: 'delivery stream',
    name: 'DeliveryStreamName',
    identifier: 'DeliveryStreamName',
    fixed: ['DeliveryStreamName', 'DeliveryStreamType'],
  },
  'AWS::Events::EventBus': {
    word: 'bus',
    name: 'Name',
    identifier: 'Name',
    fixed: ['Name', 'EventSourceName'],
  },
} as const satisfies Readonly<Record<string, Held>>;

export type HeldType = keyof typeof types;
/** Resource types that hold events, records, secrets or the way they come in by. */
export const heldTypes: Readonly<Record<HeldType, Held>> = types;
