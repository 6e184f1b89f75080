import { Stack } from 'aws-cdk-lib';
import { CfnTable } from 'aws-cdk-lib/aws-glue';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPrincipalPermissions } from 'aws-cdk-lib/aws-lakeformation';
import { Construct } from 'constructs';

export interface SecurityLakeTableProps {
  readonly databaseName: string;
  readonly tableName: string;
  /** Types by column, as Hive writes them. */
  readonly columns: Readonly<Record<string, string>>;
  readonly description: string;
}

/**
 * A table without data: Firehose reads from it how to turn the records of one class into Parquet.
 *
 * It names no place in the lake. The table that is queried is Security Lake's own, which its crawler makes of the objects.
 */
export class SecurityLakeTable extends Construct {
  readonly databaseName: string;
  readonly tableName: string;

  constructor(scope: Construct, id: string, props: SecurityLakeTableProps) {
    super(scope, id);
    const { databaseName, tableName, columns, description } = props;
    const table = new CfnTable(this, 'Table', {
      catalogId: Stack.of(this).account,
      databaseName,
      tableInput: {
        name: tableName,
        description,
        tableType: 'EXTERNAL_TABLE',
        parameters: { classification: 'parquet' },
        storageDescriptor: {
          columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
        },
      },
    });
    this.databaseName = databaseName;
    this.tableName = table.ref;
  }

  /**
   * Lets a role read the columns; what it gives back has to be there before the role reads.
   *
   * Twice, for an account with a Security Lake has Lake Formation, which may be set to ask for a grant of its own.
   */
  grantRead(role: IRole): Construct {
    const stack = Stack.of(this);
    const { databaseName, tableName: name } = this;
    const toArn = (resource: string, resourceName?: string) =>
      stack.formatArn({ service: 'glue', resource, ...(resourceName !== undefined && { resourceName }) });
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
        resources: [
          toArn('catalog'),
          toArn('database', databaseName),
          toArn('table', `${databaseName}/${name}`),
        ],
      }),
    );
    return new CfnPrincipalPermissions(this, 'Read', {
      principal: { dataLakePrincipalIdentifier: role.roleArn },
      resource: { table: { catalogId: stack.account, databaseName, name } },
      permissions: ['SELECT', 'DESCRIBE'],
      permissionsWithGrantOption: [],
    });
  }
}
