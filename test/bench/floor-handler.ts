import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';

// The least that any function must start with that reads a secret, keeps something in a table and puts records: what our bundles
// cost is said in multiples of this one.
const secrets = new SecretsManagerClient();
const firehose = new FirehoseClient();
const tables = new DynamoDBClient();
const readSecret = () => secrets.send(new GetSecretValueCommand({ SecretId: 'token' }));

const app = new Hono();
app.get('/', async (c) => {
  await readSecret();
  return c.text('read');
});
app.post('/', async (c) => {
  await readSecret();
  await tables.send(
    new UpdateItemCommand({
      TableName: 'session-ledger',
      Key: { pk: { S: 'one' } },
      UpdateExpression: 'ADD #f :f',
      ExpressionAttributeNames: { '#f': 'f' },
      ExpressionAttributeValues: { ':f': { SS: ['a fact'] } },
    }),
  );
  const Records = [{ Data: new TextEncoder().encode(await c.req.text()) }];
  await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 'records', Records }));
  return c.text('put');
});

export const handler = handle(app);
