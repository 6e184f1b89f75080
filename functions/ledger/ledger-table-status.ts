import type { LedgerClient } from './dynamodb-table.ts';

export interface LedgerTableStatus {
  /** `ACTIVE` when items can be written; else the table's status, or the code of what went wrong. */
  readonly status: string;
  /** Sessions and users that it holds. DynamoDB counts them every six hours or so; absent when it cannot be asked. */
  readonly itemCount?: number | undefined;
  readonly createdAtMs?: number | undefined;
}

export async function readLedgerTableStatus(
  tableName: string,
  client: LedgerClient,
): Promise<LedgerTableStatus> {
  try {
    const { Table } = await client.call('DescribeTable', { TableName: tableName });
    return {
      status: Table?.TableStatus ?? 'unknown',
      itemCount: Table?.ItemCount,
      createdAtMs: Table?.CreationDateTime === undefined ? undefined : Table.CreationDateTime * 1_000,
    };
  } catch (error) {
    return { status: error instanceof Error ? error.name : 'unknown' };
  }
}
