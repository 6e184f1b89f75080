import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { toResourceNames } from '../resource-names.ts';
import { grantKeyOfTable } from './table-key.ts';

export interface DeduplicationTableProps {
  readonly tenant: string;
  readonly removalPolicy: RemovalPolicy;
  /** @default a key that DynamoDB owns */
  readonly encryptionKey?: IKey | undefined;
}

/**
 * Remembers which events were delivered, by a hash of their identity; nothing else of an event is in it. Items end by
 * themselves. Names of attributes are the idempotency utility's defaults.
 */
export class DeduplicationTable extends Construct {
  readonly table: Table;
  readonly #encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, props: DeduplicationTableProps) {
    super(scope, id);
    this.#encryptionKey = props.encryptionKey;
    this.table = new Table(this, 'Table', {
      tableName: toResourceNames(props.tenant).deduplicationTable,
      partitionKey: { name: 'id', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiration',
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: props.removalPolicy,
      ...(props.encryptionKey && {
        encryption: TableEncryption.CUSTOMER_MANAGED,
        encryptionKey: props.encryptionKey,
      }),
    });
  }

  /** Lets a function set, change and take back marks: three calls, none of which reads a mark by itself. */
  grantMarking(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
      }),
    );
    if (this.#encryptionKey) grantKeyOfTable(this.table, this.#encryptionKey, grantee);
  }
}
