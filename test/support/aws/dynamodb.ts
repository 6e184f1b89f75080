import type {
  AttributeValue,
  DeleteItemInput,
  GetItemInput,
  PutItemInput,
  UpdateItemInput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from './aws-error.ts';
import { type Expression, isMet, type Item, toAssignments } from './dynamodb-expression.ts';
import type { Service, Wire } from './wire.ts';

export interface TablesControl {
  /** A table whose partition key is a text. */
  create(name: string, keyName?: string): void;
  has(name: string): boolean;
  remove(name: string): void;
  /** Everything in it, as it stands on the wire. */
  items(name: string): readonly Item[];
  /** Forgets what was put. */
  empty(name: string): void;
}

interface Table {
  readonly keyName: string;
  readonly items: Map<string, Item>;
}

/** What the idempotency utility asks of DynamoDB: single items under a text, with conditions. Nothing runs out by itself. */
export function createDynamoDb(): Service & { readonly control: TablesControl } {
  const tables = new Map<string, Table>();

  function find(name: string | undefined): Table {
    const table = tables.get(name ?? '');
    if (table) return table;
    throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
  }

  function keyOf({ keyName }: Table, item: unknown): string {
    const value = (item as Record<string, AttributeValue | undefined> | undefined)?.[keyName]?.S;
    if (value) return value;
    throw new AwsError('ValidationException', `One of the required keys was not given a value: ${keyName}`);
  }

  return {
    target: 'DynamoDB_20120810',
    throttled: { code: 'ThrottlingException', status: 400 },
    operations: {
      PutItem(input: Wire<PutItemInput>) {
        const table = find(input.TableName);
        const key = keyOf(table, input.Item);
        const before = table.items.get(key);
        if (!isMet(input.ConditionExpression, before ?? {}, input as Expression)) {
          const isWanted = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
          throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
            fields: isWanted && before ? { Item: before } : {},
          });
        }
        table.items.set(key, input.Item as Item);
      },
      GetItem({ TableName, Key }: Wire<GetItemInput>) {
        const table = find(TableName);
        const item = table.items.get(keyOf(table, Key));
        return item ? { Item: item } : {};
      },
      UpdateItem(input: Wire<UpdateItemInput>) {
        const table = find(input.TableName);
        const key = keyOf(table, input.Key);
        // As in DynamoDB, an update makes an item that is not there.
        const before = table.items.get(key) ?? (input.Key as Item);
        const changes = toAssignments(input.UpdateExpression ?? '', input as Expression);
        table.items.set(key, { ...before, ...changes });
      },
      DeleteItem({ TableName, Key }: Wire<DeleteItemInput>) {
        const table = find(TableName);
        table.items.delete(keyOf(table, Key));
      },
    },
    control: {
      create: (name, keyName = 'id') => void tables.set(name, { keyName, items: new Map() }),
      has: (name) => tables.has(name),
      remove: (name) => void tables.delete(name),
      items: (name) => [...find(name).items.values()],
      empty: (name) => find(name).items.clear(),
    },
  };
}
