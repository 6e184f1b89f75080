import { type AttributeValue, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CircuitBreaker } from '../session/circuit-breaker.ts';
import type { Attribute, LedgerTable, TableAnswer, TableItem, TableReading } from './ledger-table.ts';
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
  const document = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

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

  return {
    time,
    update({ key, update, condition, names, values }) {
      const command = new UpdateCommand({
        TableName,
        Key: { [keyName]: key },
        UpdateExpression: update,
        ...(condition !== undefined && { ConditionExpression: condition }),
        ...(names !== undefined && { ExpressionAttributeNames: names }),
        ExpressionAttributeValues: values,
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return ask<TableAnswer>(
        async () => {
          const { Attributes } = await document.send(command);
          return { status: 'done', item: (Attributes ?? {}) as TableItem };
        },
        (error) => {
          if (error.name !== 'ConditionalCheckFailedException') return undefined;
          return { status: 'refused', item: readRefusedItem(error) };
        },
      );
    },
    read(key, { isConsistent = false } = {}) {
      const command = new GetCommand({ TableName, Key: { [keyName]: key }, ConsistentRead: isConsistent });
      return ask<TableReading>(async () => {
        const { Item } = await document.send(command);
        return { status: 'done', item: Item as TableItem | undefined };
      });
    },
    remove(key) {
      const command = new DeleteCommand({ TableName, Key: { [keyName]: key } });
      return ask(async () => {
        await document.send(command);
        return { status: 'done' } as const;
      });
    },
  };
}

/** The document client reads answers, but not errors. */
function readRefusedItem(error: Error): TableItem | undefined {
  const { Item } = error as { readonly Item?: { readonly [name: string]: AttributeValue } };
  if (Item === undefined) return undefined;
  return Object.fromEntries(Object.entries(Item).map(([name, value]) => [name, toAttribute(value)]));
}

function toAttribute({ S, N, B, SS }: AttributeValue): Attribute | undefined {
  return S ?? B ?? (N === undefined ? SS && new Set(SS) : Number(N));
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
