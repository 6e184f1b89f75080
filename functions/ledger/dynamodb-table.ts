import DataLoader from 'dataloader';
import { type AwsCalls, type AwsClient, type AwsClientOptions, createAwsClient } from '../aws/aws-client.ts';
import { dynamoDb } from '../aws/aws-service.ts';
import { AwsServiceError } from '../aws/service-error.ts';
import type { CircuitBreaker } from '../session/circuit-breaker.ts';
import { type StoredItem, toStoredItem, toTableItem } from './attribute-value.ts';
import type { LedgerTable, TableAnswer, TableReading } from './ledger-table.ts';
import { createTableTime } from './table-time.ts';

/** The calls of a ledger's table, in DynamoDB's JSON. */
interface TableCalls extends AwsCalls {
  readonly GetItem: {
    readonly input: { TableName: string; Key: StoredItem; ConsistentRead: boolean };
    readonly output: { readonly Item?: StoredItem };
  };
  readonly BatchGetItem: {
    readonly input: { RequestItems: { [table: string]: { Keys: readonly StoredItem[] } } };
    readonly output: {
      readonly Responses?: { readonly [table: string]: readonly StoredItem[] };
      readonly UnprocessedKeys?: { readonly [table: string]: { readonly Keys: readonly StoredItem[] } };
    };
  };
  readonly UpdateItem: {
    readonly input: {
      TableName: string;
      Key: StoredItem;
      UpdateExpression: string;
      ConditionExpression?: string;
      ExpressionAttributeNames?: { readonly [placeholder: string]: string };
      ExpressionAttributeValues: StoredItem;
      ReturnValues: 'ALL_NEW';
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD';
    };
    readonly output: { readonly Attributes?: StoredItem };
  };
  readonly DescribeTable: {
    readonly input: { TableName: string };
    readonly output: {
      readonly Table?: {
        readonly TableStatus?: string;
        readonly ItemCount?: number;
        /** Epoch seconds. */
        readonly CreationDateTime?: number;
      };
    };
  };
  readonly DeleteItem: {
    readonly input: { TableName: string; Key: StoredItem };
    readonly output: object;
  };
}

export type LedgerClient = AwsClient<TableCalls>;

export interface DynamoDbTableOptions {
  readonly tableName: string;
  readonly client?: LedgerClient;
  /** Keeps a table that is out of reach from costing every event its timeout. */
  readonly breaker: CircuitBreaker;
  /** The local clock. */
  readonly now: () => number;
  /** Told once for each call that failed or was not made, for a metric. No key and no value is in it. */
  readonly onFailure?: (code: string) => void;
}

/** A call takes milliseconds. What takes longer than half a second is not worth an event's waiting for it. */
export function createLedgerClient(options: Partial<AwsClientOptions> = {}): LedgerClient {
  return createAwsClient(dynamoDb, {
    maxAttempts: 2,
    limits: { timeoutMs: 500, connectionTimeoutMs: 500, maxSockets: 50 },
    ...options,
  });
}

const keyName = 'pk';
/** Of one `BatchGetItem`. */
const mostKeysOfOneCall = 100;

interface Failed {
  readonly status: 'failed';
  readonly code: string;
}

/**
 * The ledger's table in DynamoDB: partition key `pk`, a text. The only file of the ledger's way that speaks to it.
 *
 * A refused condition is an answer. Everything else that is not one (throttled, denied, no such table, an attribute of
 * another type than expected, no connection) is a failure with a code, and counts for the breaker.
 */
export function createDynamoDbTable(options: DynamoDbTableOptions): LedgerTable {
  const { tableName: TableName, breaker, now, onFailure, client = createLedgerClient() } = options;
  const time = createTableTime(now);

  /** Refusals carry a `Date` as well. Each attempt is timed by itself. */
  function onSend() {
    const sentAtMs = now();
    return (date: string | undefined) => {
      if (date !== undefined) time.hear(Date.parse(date), sentAtMs, now());
    };
  }

  async function ask<Answer>(
    call: () => Promise<Answer>,
    toRefused: (error: Error) => Answer | undefined = () => undefined,
  ): Promise<Answer | Failed> {
    const passage = await breaker.enter();
    if (passage === undefined) return fail('not_asked');
    try {
      const answer = await call();
      passage.succeeded();
      return answer;
    } catch (error) {
      const refused = error instanceof Error ? toRefused(error) : undefined;
      if (refused !== undefined) {
        passage.succeeded();
        return refused;
      }
      const code = error instanceof Error ? error.name : 'unknown';
      // The request was wrong for this one item: DynamoDB is well.
      if (code === 'ValidationException') passage.succeeded();
      else passage.failed();
      return fail(code);
    }
  }

  function fail(code: string): Failed {
    onFailure?.(code);
    return { status: 'failed', code };
  }

  function readOne(key: string, isConsistent: boolean): Promise<TableReading> {
    const input = { TableName, Key: toKey(key), ConsistentRead: isConsistent };
    return ask<TableReading>(async () => {
      const { Item } = await client.call('GetItem', input, { onSend });
      return { status: 'done', item: Item && toTableItem(Item) };
    });
  }

  async function readMany(keys: readonly string[]): Promise<TableReading[]> {
    const distinct = [...new Set(keys)];
    if (distinct.length === 1) return fill(keys, await readOne(distinct[0]!, false));
    const input = { RequestItems: { [TableName]: { Keys: distinct.map(toKey) } } };
    const reading = await ask(async () => {
      const { Responses, UnprocessedKeys } = await client.call('BatchGetItem', input, { onSend });
      const items = Responses?.[TableName]?.map(toTableItem) ?? [];
      return {
        status: 'done',
        items: new Map(items.map((item) => [item[keyName], item])),
        left: new Set(UnprocessedKeys?.[TableName]?.Keys.map((key) => toTableItem(key)[keyName])),
      } as const;
    });
    if (reading.status === 'failed') return fill(keys, reading);
    const { items, left } = reading;
    // What was left over for want of capacity is asked for by itself: then the client waits and tries again.
    return Promise.all(
      keys.map(async (key) =>
        left.has(key) ? readOne(key, false) : { status: 'done', item: items.get(key) },
      ),
    );
  }

  // A call takes a third of a millisecond of the processor, whatever it asks: what is asked for at the same time is one.
  const reads = new DataLoader(readMany, { cache: false, maxBatchSize: mostKeysOfOneCall });

  return {
    time,
    update({ key, update, condition, names, values }) {
      const input: TableCalls['UpdateItem']['input'] = {
        TableName,
        Key: toKey(key),
        UpdateExpression: update,
        ...(condition !== undefined && { ConditionExpression: condition }),
        ...(names !== undefined && { ExpressionAttributeNames: names }),
        ExpressionAttributeValues: toStoredItem(values),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      };
      return ask<TableAnswer>(
        async () => {
          const { Attributes = {} } = await client.call('UpdateItem', input, { onSend });
          return { status: 'done', item: toTableItem(Attributes) };
        },
        (error) => {
          if (error.name !== 'ConditionalCheckFailedException') return undefined;
          const item = error instanceof AwsServiceError ? (error.item as StoredItem | undefined) : undefined;
          return { status: 'refused', item: item && toTableItem(item) };
        },
      );
    },
    read: (key, { isConsistent = false } = {}) => (isConsistent ? readOne(key, true) : reads.load(key)),
    remove(key) {
      return ask(async () => {
        await client.call('DeleteItem', { TableName, Key: toKey(key) }, { onSend });
        return { status: 'done' } as const;
      });
    },
  };
}

function fill<Value>(keys: readonly string[], value: Value): Value[] {
  return keys.map(() => value);
}

function toKey(key: string): StoredItem {
  return { [keyName]: { S: key } };
}
