import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Attribute, LedgerTable, TableItem, TableUpdate } from '../../functions/ledger/ledger-table.ts';
import { createTableTime } from '../../functions/ledger/table-time.ts';
import type { VirtualClock } from '../../functions/local/simulate/virtual-clock.ts';
import { sleep } from '../../functions/session/clock.ts';
import { AwsError } from './aws/aws-error.ts';
import { applyUpdate, type Expression, isMet, type Item } from './aws/dynamodb-expression.ts';

export interface VirtualTables {
  /** One worker's way to the table, by a local clock that is so much ahead of the server's. */
  connect(options?: { readonly skewMs?: number; readonly tellsRefused?: boolean }): LedgerTable;
  /** While true, every call fails. */
  isDown: boolean;
  /** The code of every call while it is down. @default 'InternalFailure' */
  failure: string;
  /** An item as anybody may have left it. */
  put(key: string, attributes: Item): void;
  readonly counts: { updates: number; refused: number; reads: number };
}

/**
 * A table of DynamoDB in virtual time: the stand-in's expressions, calls that take milliseconds each way, and answers that
 * tell the server's time in whole seconds.
 */
export function createVirtualTables(clock: VirtualClock, random: () => number): VirtualTables {
  const items = new Map<string, Item>();
  const counts = { updates: 0, refused: 0, reads: 0 };
  const tables: VirtualTables = {
    isDown: false,
    failure: 'InternalFailure',
    put: (key, attributes) => void items.set(key, { ...attributes, pk: { S: key } }),
    counts,
    connect({ skewMs = 0, tellsRefused = true } = {}) {
      const now = () => clock.now() + skewMs;
      const time = createTableTime(now);

      async function call<Answer>(work: () => Answer): Promise<Answer | { status: 'failed'; code: string }> {
        const sentAtMs = now();
        await sleep(clock, 1 + random() * 9);
        if (tables.isDown) return { status: 'failed', code: tables.failure };
        const headerMs = Math.floor(clock.now() / 1_000) * 1_000;
        let answer: Answer;
        try {
          answer = work();
        } catch (error) {
          // An attribute of another type than the call expects.
          if (error instanceof AwsError) return { status: 'failed', code: error.code };
          throw error;
        }
        await sleep(clock, 1 + random() * 9);
        time.hear(headerMs, sentAtMs, now());
        return answer;
      }

      return {
        time,
        update: (one) =>
          call(() => {
            counts.updates += 1;
            const before = items.get(one.key);
            const expression = toExpression(one);
            if (!isMet(one.condition, before ?? {}, expression)) {
              counts.refused += 1;
              return {
                status: 'refused',
                item: tellsRefused && before ? toTableItem(before) : undefined,
              } as const;
            }
            const after = applyUpdate(one.update, before ?? { pk: { S: one.key } }, expression);
            items.set(one.key, after);
            return { status: 'done', item: toTableItem(after) } as const;
          }),
        read: (key) =>
          call(() => {
            counts.reads += 1;
            const item = items.get(key);
            return { status: 'done', item: item && toTableItem(item) } as const;
          }),
        remove: (key) =>
          call(() => {
            items.delete(key);
            return { status: 'done' } as const;
          }),
      };
    },
  };
  return tables;
}

function toExpression({ names = {}, values }: TableUpdate): Expression {
  return {
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, toValue(value)]),
    ),
  };
}

function toValue(value: Attribute): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  return value instanceof Uint8Array ? { B: value } : { SS: [...value] };
}

function toTableItem(item: Item): TableItem {
  return Object.fromEntries(
    Object.entries(item).map(([name, { S, N, B, SS }]) => [
      name,
      S ?? B ?? (N === undefined ? new Set(SS) : Number(N)),
    ]),
  );
}
