import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { PostLimits } from '../../functions/aws/post.ts';
import { startAwsStandIn } from './aws/aws-stand-in.ts';

/** Limits of a client on a machine that has other work, where a call may take longer than a worker would wait. */
export const unhurried: PostLimits = { timeoutMs: 60_000, connectionTimeoutMs: 60_000, maxSockets: 50 };

/** A DynamoDB on loopback that may hold the ledger's table. */
export interface TableServer {
  readonly endpoint: string;
  /** An SDK client of its own; the caller destroys it. */
  createClient(): DynamoDBClient;
  /** A new table; its partition key is `pk` unless it is named. */
  createTable(name: string, partitionKey?: string): Promise<void>;
  close(): Promise<void>;
}

const toClient = (endpoint: string) => () =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 2,
  });

/** Another's implementation: dynalite, in memory. */
export async function startDynalite(): Promise<TableServer> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const createClient = toClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const admin = createClient();
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    createClient,
    async createTable(TableName, AttributeName = 'pk') {
      await admin.send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
          KeySchema: [{ AttributeName, KeyType: 'HASH' }],
        }),
      );
      for (let status = ''; status !== 'ACTIVE'; ) {
        const { Table } = await admin.send(new DescribeTableCommand({ TableName }));
        status = Table?.TableStatus ?? '';
      }
    },
    async close() {
      admin.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The project's own. */
export async function startStandInTables(): Promise<TableServer> {
  const aws = await startAwsStandIn({ recordCalls: false });
  return {
    endpoint: aws.url,
    createClient: toClient(aws.url),
    createTable: async (name, partitionKey = 'pk') => aws.tables.create(name, partitionKey),
    close: () => aws.close(),
  };
}

export const tableServers: readonly [name: string, start: () => Promise<TableServer>][] = [
  ['the stand-in', startStandInTables],
  ['dynalite', startDynalite],
];
