import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface LedgerTableStatus {
  /** `ACTIVE` when items can be written; else the table's status, or the code of what went wrong. */
  readonly status: string;
  /** Sessions and users that it holds. DynamoDB counts them every six hours or so; absent when it cannot be asked. */
  readonly itemCount?: number | undefined;
  readonly createdAtMs?: number | undefined;
}

export async function readLedgerTableStatus(
  tableName: string,
  client: DynamoDBClient = new DynamoDBClient(),
): Promise<LedgerTableStatus> {
  try {
    const command = new DescribeTableCommand({ TableName: tableName });
    const { Table } = await client.send(command, { abortSignal: AbortSignal.timeout(10_000) });
    return {
      status: Table?.TableStatus ?? 'unknown',
      itemCount: Table?.ItemCount,
      createdAtMs: Table?.CreationDateTime?.getTime(),
    };
  } catch (error) {
    return { status: error instanceof Error ? error.name : 'unknown' };
  }
}
