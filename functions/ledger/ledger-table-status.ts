import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** `ACTIVE` when items can be written; else the table's status, or the code of what went wrong. */
export async function readLedgerTableStatus(
  tableName: string,
  client: DynamoDBClient = new DynamoDBClient({ maxAttempts: 3 }),
): Promise<string> {
  try {
    const command = new DescribeTableCommand({ TableName: tableName });
    const { Table } = await client.send(command, { abortSignal: AbortSignal.timeout(10_000) });
    return Table?.TableStatus ?? 'unknown';
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
}
