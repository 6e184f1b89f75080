import { describe, expect, it } from '@jest/globals';
import { type Resource, resourcesOf, show, toShortId } from './read-template.ts';
import { everything, toTemplate } from './synthesise.ts';

const key = String(everything['kmsKeyArn']);

/** Kinds of resources that keep events, secrets or logs, and where each names its key. */
const keyOf: Readonly<Record<string, (properties: Resource['Properties']) => unknown>> = {
  'AWS::DynamoDB::Table': (one) => pick(one, 'SSESpecification', 'KMSMasterKeyId'),
  'AWS::KinesisFirehose::DeliveryStream': (one) =>
    pick(one, 'DeliveryStreamEncryptionConfigurationInput', 'KeyARN'),
  'AWS::Logs::LogGroup': (one) => pick(one, 'KmsKeyId'),
  'AWS::S3::Bucket': (one) =>
    pick(
      one,
      'BucketEncryption',
      'ServerSideEncryptionConfiguration',
      '0',
      'ServerSideEncryptionByDefault',
      'KMSMasterKeyID',
    ),
  'AWS::SNS::Topic': (one) => pick(one, 'KmsMasterKeyId'),
  'AWS::SQS::Queue': (one) => pick(one, 'KmsMasterKeyId'),
  'AWS::SecretsManager::Secret': (one) => pick(one, 'KmsKeyId'),
};

function pick(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((at, step) => (at as Record<string, unknown> | undefined)?.[step], value);
}

describe('the key that a tenant file names', () => {
  const template = toTemplate(everything);

  it.each(Object.entries(keyOf))('encrypts every %s', (type, toKey) => {
    const keys = Object.entries(resourcesOf(template, type)).map(
      ([id, { Properties }]) => [toShortId(id), show(toKey(Properties))] as const,
    );

    expect(keys).not.toHaveLength(0);
    expect(Object.fromEntries(keys)).toEqual(Object.fromEntries(keys.map(([id]) => [id, key])));
  });
});
