import {
  type AttributeValue,
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import DataLoader from 'dataloader';
import type { CircuitBreaker } from '../session/circuit-breaker.ts';
import type { LedgerTable, TableAnswer, TableItem, TableReading } from './ledger-table.ts';
import { createTableTime, type HeardTime } from './table-time.ts';

export interface DynamoDbTableOptions {
  readonly tableName: string;
  readonly client?: DynamoDBClient;
  /** Keeps a table that is out of reach from costing every event its timeout. */
  readonly breaker: CircuitBreaker;
  /** The local clock. */
  readonly now: () => number;
  /** Told once for each call that failed or was not made, for a metric. No key and no value is in it. */
  readonly onFailure?: (code: string) => void;
}

/** A call takes milliseconds. What takes longer than half a second is not worth an event's waiting for it. */
export function createLedgerClient(config: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 2,
    // A command's way through the client is the same each time.
    cacheMiddleware: true,
    requestHandler: {
      connectionTimeout: 500,
      requestTimeout: 500,
      throwOnRequestTimeout: true,
      socketTimeout: 500,
    },
    ...config,
  });
}

const keyName = 'pk';
/** Of one `BatchGetItem`. */
const mostKeysOfOneCall = 100;

type StoredItem = Record<string, AttributeValue>;

interface Failed {
  readonly status: 'failed';
  readonly code: string;
}

/**
 * The ledger's table in DynamoDB: partition key `pk`, a text. The only file of the ledger's way that knows the SDK.
 *
 * A refused condition is an answer. Everything else that is not one (throttled, denied, no such table, an attribute of
 * another type than expected, no connection) is a failure with a code, and counts for the breaker.
 */
export function createDynamoDbTable(options: DynamoDbTableOptions): LedgerTable {
  const { tableName: TableName, breaker, now, onFailure, client = createLedgerClient() } = options;
  const time = createTableTime(now);
  hearDates(client, now, time);

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
    const command = new GetItemCommand({ TableName, Key: toKey(key), ConsistentRead: isConsistent });
    return ask<TableReading>(async () => {
      const { Item } = await client.send(command);
      return { status: 'done', item: Item && toItem(Item) };
    });
  }

  async function readMany(keys: readonly string[]): Promise<TableReading[]> {
    const distinct = [...new Set(keys)];
    if (distinct.length === 1) return fill(keys, await readOne(distinct[0]!, false));
    const command = new BatchGetItemCommand({
      RequestItems: { [TableName]: { Keys: distinct.map(toKey) } },
    });
    const reading = await ask(async () => {
      const { Responses, UnprocessedKeys } = await client.send(command);
      return {
        status: 'done',
        items: new Map(Responses?.[TableName]?.map((item) => [item[keyName]?.S, toItem(item)])),
        left: new Set(UnprocessedKeys?.[TableName]?.Keys?.map((key) => key[keyName]?.S)),
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

  // A call takes nearly a millisecond of the processor, whatever it asks: what is asked for at the same time is one.
  const reads = new DataLoader(readMany, { cache: false, maxBatchSize: mostKeysOfOneCall });

  return {
    time,
    update({ key, update, condition, names, values }) {
      const command = new UpdateItemCommand({
        TableName,
        Key: toKey(key),
        UpdateExpression: update,
        ...(condition !== undefined && { ConditionExpression: condition }),
        ...(names !== undefined && { ExpressionAttributeNames: names }),
        ExpressionAttributeValues: marshall(values),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return ask<TableAnswer>(
        async () => {
          const { Attributes } = await client.send(command);
          return { status: 'done', item: toItem(Attributes ?? {}) };
        },
        (error) => {
          if (error.name !== 'ConditionalCheckFailedException') return undefined;
          return { status: 'refused', item: readRefusedItem(error) };
        },
      );
    },
    read: (key, { isConsistent = false } = {}) => (isConsistent ? readOne(key, true) : reads.load(key)),
    remove(key) {
      const command = new DeleteItemCommand({ TableName, Key: toKey(key) });
      return ask(async () => {
        await client.send(command);
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

/** Numbers, texts, bytes and sets of texts are all that is ever written. */
function toItem(item: StoredItem): TableItem {
  return unmarshall(item) as TableItem;
}

function readRefusedItem(error: Error): TableItem | undefined {
  const { Item } = error as { readonly Item?: StoredItem };
  return Item && toItem(Item);
}

interface WithHeaders {
  readonly headers?: { readonly [name: string]: string | undefined };
}

/** Refusals carry a `Date` as well. Within the retries, so that each attempt is timed by itself. */
function hearDates(client: DynamoDBClient, now: () => number, time: HeardTime): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const sentAtMs = now();
      const result = await next(args);
      const date = (result.response as WithHeaders | undefined)?.headers?.['date'];
      if (date !== undefined) time.hear(Date.parse(date), sentAtMs, now());
      return result;
    },
    { step: 'deserialize', name: 'hearDates', priority: 'low', override: true },
  );
}
