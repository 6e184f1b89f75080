import type {
  AttributeValue,
  BatchGetItemInput,
  DeleteItemInput,
  DescribeTableInput,
  GetItemInput,
  PutItemInput,
  UpdateItemInput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from './aws-error.ts';
import { applyUpdate, checkExpression, type Expression, isMet, type Item } from './dynamodb-expression.ts';
import { toItemBytes, toWriteUnits } from './item-size.ts';
import type { CallContext, Service, Wire } from './wire.ts';

export interface TablesControl {
  /** A table whose partition key is a text. */
  create(name: string, keyName?: string, createdAtMs?: number): void;
  has(name: string): boolean;
  remove(name: string): void;
  /** Everything in it, as it stands on the wire. */
  items(name: string): readonly Item[];
  /** Forgets what was put. */
  empty(name: string): void;
  /** What calls have cost since the table was made, as billed by request; a refused condition costs as a write does. */
  units(name: string): CapacityUnits;
}

const mostItemBytes = 409_600;
/** Of one `BatchGetItem`. */
const mostKeysOfOneCall = 100;

export interface CapacityUnits {
  readonly read: number;
  readonly write: number;
}

interface Table {
  readonly spent: { read: number; write: number };
  readonly keyName: string;
  readonly items: Map<string, Item>;
  readonly createdAtMs: number;
}

/**
 * Single items under a text, with conditions, sets and arithmetic, as the idempotency utility and the session ledger ask of
 * DynamoDB. Nothing runs out by itself.
 */
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

  /** Refuses a write whose condition the item does not meet, with the item if that was asked for. */
  function checkCondition(
    input: Pick<Wire<UpdateItemInput>, 'ConditionExpression' | 'ReturnValuesOnConditionCheckFailure'>,
    before: Item | undefined,
  ): void {
    if (isMet(input.ConditionExpression, before ?? {}, input as Expression)) return;
    const isWanted = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
    throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
      fields: isWanted && before ? { Item: before } : {},
    });
  }

  function read(table: Table, key: unknown, isConsistent: boolean | undefined) {
    const item = table.items.get(keyOf(table, key));
    const blocks = Math.max(1, Math.ceil((item ? toItemBytes(item) : 0) / 4_096));
    const units = isConsistent ? blocks : blocks / 2;
    table.spent.read += units;
    return { item, units };
  }

  const toCapacity = (input: { readonly ReturnConsumedCapacity?: string | undefined }, units: number) =>
    input.ReturnConsumedCapacity === 'TOTAL' ? { ConsumedCapacity: { CapacityUnits: units } } : {};

  return {
    target: 'DynamoDB_20120810',
    throttled: { code: 'ThrottlingException', status: 400 },
    operations: {
      PutItem(input: Wire<PutItemInput>) {
        const table = find(input.TableName);
        const key = keyOf(table, input.Item);
        const before = table.items.get(key);
        table.spent.write += toWriteUnits(before, input.Item as Item);
        checkCondition(input, before);
        table.items.set(key, input.Item as Item);
      },
      GetItem(input: Wire<GetItemInput>) {
        const { item, units } = read(find(input.TableName), input.Key, input.ConsistentRead);
        return {
          ...(item && { Item: item }),
          ...toCapacity(input, units),
        };
      },
      BatchGetItem({ RequestItems = {} }: Wire<BatchGetItemInput>, call: CallContext) {
        const asked = Object.entries(RequestItems);
        if (asked.flatMap(([, { Keys = [] }]) => Keys).length > mostKeysOfOneCall) {
          throw new AwsError('ValidationException', 'Too many items requested for the BatchGetItem call');
        }
        const Responses: { [table: string]: Item[] } = {};
        const UnprocessedKeys: { [table: string]: { Keys: unknown[] } } = {};
        for (const [name, { Keys = [], ConsistentRead }] of asked) {
          const table = find(name);
          if (new Set(Keys.map((key) => keyOf(table, key))).size < Keys.length) {
            throw new AwsError('ValidationException', 'Provided list of item keys contains duplicates');
          }
          Responses[name] = [];
          for (const [index, key] of Keys.entries()) {
            if (call.failureOf(index, key) === undefined) {
              const { item } = read(table, key, ConsistentRead);
              if (item) Responses[name].push(item);
            } else (UnprocessedKeys[name] ??= { Keys: [] }).Keys.push(key);
          }
        }
        return { Responses, UnprocessedKeys };
      },
      UpdateItem(input: Wire<UpdateItemInput>) {
        const table = find(input.TableName);
        const key = keyOf(table, input.Key);
        const before = table.items.get(key);
        checkExpression([input.UpdateExpression, input.ConditionExpression], input as Expression);
        try {
          checkCondition(input, before);
        } catch (error) {
          table.spent.write += toWriteUnits(before, before);
          throw error;
        }
        // As in DynamoDB, an update makes an item that is not there.
        const after = applyUpdate(
          input.UpdateExpression ?? '',
          before ?? (input.Key as Item),
          input as Expression,
        );
        if (toItemBytes(after) > mostItemBytes) {
          throw new AwsError(
            'ValidationException',
            'Item size to update has exceeded the maximum allowed size',
          );
        }
        table.items.set(key, after);
        const units = toWriteUnits(before, after);
        table.spent.write += units;
        const attributes = toReturned(input.ReturnValues, before, after);
        return {
          ...(attributes && { Attributes: attributes }),
          ...toCapacity(input, units),
        };
      },
      DescribeTable({ TableName }: Wire<DescribeTableInput>) {
        const { items, createdAtMs } = find(TableName);
        const counts = { ItemCount: items.size, CreationDateTime: createdAtMs / 1_000 };
        return { Table: { TableName, TableStatus: 'ACTIVE', ...counts } };
      },
      DeleteItem(input: Wire<DeleteItemInput>) {
        const table = find(input.TableName);
        const key = keyOf(table, input.Key);
        const before = table.items.get(key);
        table.spent.write += toWriteUnits(before, undefined);
        checkCondition(input, before);
        table.items.delete(key);
      },
    },
    control: {
      create: (name, keyName = 'id', createdAtMs = Date.now()) =>
        void tables.set(name, { keyName, items: new Map(), createdAtMs, spent: { read: 0, write: 0 } }),
      has: (name) => tables.has(name),
      remove: (name) => void tables.delete(name),
      items: (name) => [...find(name).items.values()],
      empty: (name) => find(name).items.clear(),
      units: (name) => ({ ...find(name).spent }),
    },
  };
}

function toReturned(wanted: string | undefined, before: Item | undefined, after: Item): Item | undefined {
  switch (wanted) {
    case undefined:
    case 'NONE':
      return undefined;
    case 'ALL_NEW':
      return after;
    case 'ALL_OLD':
      return before;
    default:
      throw new AwsError('ValidationException', `not understood here: ReturnValues ${wanted}`);
  }
}
