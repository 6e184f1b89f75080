import { Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * Lets a function use the key of a DynamoDB table, which DynamoDB does in the name of whoever calls.
 *
 * The actions are those of CDK's own grants for such a table, without their wildcards, and hold for calls through
 * DynamoDB alone.
 */
export function grantKeyOfTable(table: Construct, key: IKey, grantee: IGrantable): void {
  const { region, urlSuffix } = Stack.of(table);
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${region}.${urlSuffix}` } },
    }),
  );
}
