import type { Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** For a key that is imported this does nothing: docs/deploying.md has the policy that it needs. */
export function letServicesUse(key: IKey, { region, account, partition, urlSuffix }: Stack): void {
  const allow = (service: string, actions: string[], conditions: Record<string, Record<string, string>>) =>
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions,
        resources: ['*'],
        conditions,
      }),
      true,
    );
  allow(
    `logs.${region}.${urlSuffix}`,
    ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
    { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` } },
  );
  allow('events.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey'], {
    StringEquals: { 'aws:SourceAccount': account },
  });
}

/**
 * Lets a function read what still waits under keys that the stack no longer uses: SQS messages stay encrypted with the
 * key they were sent under, and so does what DynamoDB and Secrets Manager have not written anew.
 */
export function grantPreviousKeys(
  keys: readonly IKey[],
  grantee: IGrantable,
  { region, urlSuffix }: Pick<Stack, 'region' | 'urlSuffix'>,
): void {
  if (keys.length === 0) return;
  const services = ['sqs', 'dynamodb', 'secretsmanager'].map((name) => `${name}.${region}.${urlSuffix}`);
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['kms:Decrypt'],
      resources: keys.map(({ keyArn }) => keyArn),
      conditions: { StringEquals: { 'kms:ViaService': services } },
    }),
  );
}
