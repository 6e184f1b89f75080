import { type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { lineKey } from '../../functions/ledger/line-key.ts';
import { toResourceNames } from '../resource-names.ts';
import { EnricherSecret, grantReadSecret } from './enricher-secret.ts';
import { grantKeyOfTable } from './table-key.ts';

export interface SessionLedgerTableProps {
  readonly tenant: string;
  /** Whether the table can be brought back to any second of the last 35 days; erased items then are in it so long. */
  readonly pointInTimeRecovery: boolean;
  readonly removalPolicy: RemovalPolicy;
  /** @default a key that DynamoDB owns */
  readonly encryptionKey?: IKey | undefined;
}

/** Items whose keys the caller names: one, or up to a hundred in a call. */
const reading = ['dynamodb:BatchGetItem', 'dynamodb:GetItem'];

/**
 * What log events, and Auth0, have said of the tenant's sessions, an item each, and the one line in which the tenant's
 * look-ups stand. Items end by themselves. Their keys are hashes under a secret that is generated here.
 */
export class SessionLedgerTable extends Construct {
  readonly table: Table;
  /** As text and not as a reference, which would need more room in the functions' environments; the key's likewise. */
  readonly tableName: string;
  readonly keyName: string;
  /** Key of the hashes: with it, somebody who knows a session ID finds the session's item. */
  readonly key: ISecret;
  readonly #encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, props: SessionLedgerTableProps) {
    super(scope, id);
    const { tenant, pointInTimeRecovery, removalPolicy, encryptionKey } = props;
    this.#encryptionKey = encryptionKey;
    const names = toResourceNames(tenant);
    this.tableName = names.ledgerTable;
    this.keyName = names.ledgerKey;
    this.table = new Table(this, 'Table', {
      tableName: this.tableName,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      timeToLiveAttribute: 'x',
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: pointInTimeRecovery },
      removalPolicy,
      ...(encryptionKey && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
    });
    if (!pointInTimeRecovery) {
      Validations.of(this.table).acknowledge({
        id: 'AwsSolutions-DDB3',
        reason: 'It holds what log events say of the last weeks; a backup would keep what was erased.',
      });
    }
    this.key = new EnricherSecret(this, 'Key', {
      secretName: this.keyName,
      description: `Key of the hashes by which the session ledger of ${tenant} finds its items.`,
      initialValue: 'generated',
      rotation:
        'With each new key the ledger reads two items a session for weeks; docs/operations.md says when to.',
      removalPolicy,
      encryptionKey,
    }).secret;
  }

  /** For whoever handles the queue: each call reads or changes items whose keys it names. Nothing lists, and nothing deletes. */
  grantKeeping(grantee: IGrantable): void {
    this.#grant(grantee, [...reading, 'dynamodb:UpdateItem']);
  }

  /**
   * For whoever may know, but teaches nothing: reads every item, and writes to the line of look-ups alone. Such a
   * condition holds for a request without a key as well, and `UpdateItem` knows none.
   */
  grantReading(grantee: IGrantable): void {
    this.#grant(grantee, reading);
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [lineKey] } },
      }),
    );
  }

  #grant(grantee: IGrantable, actions: readonly string[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: [...actions], resources: [this.table.tableArn] }),
    );
    if (this.#encryptionKey) grantKeyOfTable(this.table, this.#encryptionKey, grantee);
    grantReadSecret(this.key, grantee);
  }
}
