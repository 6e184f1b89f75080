import { AwsError } from '../../aws/aws-error.ts';
import { type ResourceTypes, toGeneratedName } from '../../aws/cloudformation/resource-type.ts';
import { invalid } from '../../aws/cloudformation/template.ts';
import type { TablesControl } from '../../aws/dynamodb.ts';
import { account, region } from '../../aws/wire.ts';

interface TableProperties {
  readonly TableName?: string;
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
}

/** DynamoDB tables whose only key is one text. */
export function tableTypes(tables: TablesControl): ResourceTypes {
  return {
    'AWS::DynamoDB::Table': {
      create(request) {
        const { TableName = toGeneratedName(request), KeySchema } =
          request.properties as unknown as TableProperties;
        const [key, ...others] = KeySchema;
        if (!key || others.length > 0)
          throw invalid('a table with another key than one is not modelled here');
        if (tables.has(TableName))
          throw new AwsError('ResourceInUseException', `Table already exists: ${TableName}`);
        tables.create(TableName, key.AttributeName);
        return toCreated(TableName);
      },
      update: toCreated,
      find({ TableName = '' }) {
        if (!tables.has(TableName)) throw invalid(`the table ${TableName} does not exist`);
        return toCreated(TableName);
      },
      delete: (physicalId) => tables.remove(physicalId),
    },
  };
}

const toCreated = (name: string) => ({
  physicalId: name,
  attributes: { Arn: `arn:aws:dynamodb:${region}:${account}:table/${name}` },
});
