import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { type TableServer, tableServers } from '../ledger-tables.ts';

type Step = Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

const names = { '#f': 'f', '#n': 'n' };
const set = (...texts: string[]) => ({ SS: texts });

/** What the ledger and the line ask of an item, and what DynamoDB refuses, one after the other on the same item. */
const steps: [what: string, step: Step][] = [
  ['adds a set', { UpdateExpression: 'ADD #f :f', ExpressionAttributeValues: { ':f': set('a', 'b') } }],
  [
    'adds what is there in part',
    { UpdateExpression: 'ADD #f :f', ExpressionAttributeValues: { ':f': set('b', 'c') } },
  ],
  [
    'adds and sets at once',
    {
      UpdateExpression: 'ADD #f :f SET #n = :n',
      ExpressionAttributeValues: { ':f': set('d'), ':n': { N: '5' } },
    },
  ],
  [
    'counts the members of a set',
    {
      UpdateExpression: 'SET #n = #n + :n',
      ConditionExpression: 'size(#f) <= :n',
      ExpressionAttributeValues: { ':n': { N: '4' } },
    },
  ],
  [
    'refuses above a size',
    {
      UpdateExpression: 'SET #n = #n + :n',
      ConditionExpression: 'size(#f) < :n',
      ExpressionAttributeValues: { ':n': { N: '4' } },
    },
  ],
  [
    'takes members away',
    { UpdateExpression: 'DELETE #f :f', ExpressionAttributeValues: { ':f': set('a', 'x') } },
  ],
  [
    'refuses ADD and DELETE of one attribute',
    {
      UpdateExpression: 'ADD #f :a DELETE #f :b',
      ExpressionAttributeValues: { ':a': set('1'), ':b': set('2') },
    },
  ],
  [
    'refuses to add a text to a number',
    { UpdateExpression: 'ADD #n :f', ExpressionAttributeValues: { ':f': set('a') } },
  ],
  [
    'refuses values of no use',
    {
      UpdateExpression: 'SET #n = :n',
      ExpressionAttributeValues: { ':n': { N: '1' }, ':m': { N: '1' } },
    },
  ],
  [
    'refuses a set with repeats',
    { UpdateExpression: 'ADD #f :f', ExpressionAttributeValues: { ':f': set('a', 'a') } },
  ],
  [
    'sets what is not there',
    {
      UpdateExpression: 'SET #n = if_not_exists(#n, :n)',
      ExpressionAttributeValues: { ':n': { N: '77' } },
    },
  ],
  [
    'compares with what is missing',
    {
      UpdateExpression: 'SET #n = :n',
      ConditionExpression: '#f > :n OR (attribute_not_exists(#n) AND #n = :n)',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    },
  ],
  [
    'compares with <=, >= and AND',
    {
      UpdateExpression: 'SET #n = #n - :n',
      ConditionExpression: '#n >= :n AND #n <= :most AND attribute_exists(#f)',
      ExpressionAttributeValues: { ':n': { N: '1.5' }, ':most': { N: '1000' } },
    },
  ],
  [
    'empties a set',
    { UpdateExpression: 'DELETE #f :f', ExpressionAttributeValues: { ':f': set('b', 'c', 'd') } },
  ],
  ['removes', { UpdateExpression: 'REMOVE #n' }],
  [
    'refuses to add to what is missing',
    {
      UpdateExpression: 'SET #n = #n + :n',
      ExpressionAttributeValues: { ':n': { N: '1' } },
    },
  ],
  [
    'counts a large item in kilobytes',
    {
      UpdateExpression: 'ADD #f :f',
      ExpressionAttributeValues: {
        ':f': set(...Array.from({ length: 50 }, (_one, index) => `${index}`.padEnd(90, 'x'))),
      },
    },
  ],
];

describe('the stand-in for DynamoDB', () => {
  const opened: { server: TableServer; client: DynamoDBClient }[] = [];
  beforeAll(async () => {
    for (const [, start] of tableServers) {
      const server = await start();
      await server.createTable('items');
      opened.push({ server, client: server.createClient() });
    }
  });
  afterAll(async () => {
    for (const { server, client } of opened) {
      client.destroy();
      await server.close();
    }
  });

  async function run(client: DynamoDBClient, step: Step) {
    const text = `${step.UpdateExpression} ${step.ConditionExpression}`;
    const used = Object.fromEntries(Object.entries(names).filter(([name]) => text.includes(name)));
    try {
      const { Attributes, ConsumedCapacity } = await client.send(
        new UpdateItemCommand({
          TableName: 'items',
          Key: { pk: { S: 'one' } },
          ...step,
          ExpressionAttributeNames: used,
          ReturnValues: 'ALL_NEW',
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      return {
        item: { ...Attributes, f: Attributes?.['f']?.SS?.toSorted() },
        units: ConsumedCapacity?.CapacityUnits,
      };
    } catch (error) {
      return { error: (error as Error).name };
    }
  }

  it.each(steps)('%s, as dynalite does', async (_what, step) => {
    const [ours, theirs] = await Promise.all(opened.map(({ client }) => run(client, step)));

    expect(ours).toEqual(theirs);
  });

  it('deletes an item whose condition is met, and no other, as dynalite does', async () => {
    const answers = await Promise.all(
      opened.map(async ({ client }) => {
        const Key = { pk: { S: 'three' } };
        const remove = async (n: string) =>
          client
            .send(
              new DeleteItemCommand({
                TableName: 'items',
                Key,
                ConditionExpression: '#n <= :n',
                ExpressionAttributeNames: { '#n': 'n' },
                ExpressionAttributeValues: { ':n': { N: n } },
              }),
            )
            .then(
              () => 'done',
              (error: Error) => error.name,
            );
        await client.send(new PutItemCommand({ TableName: 'items', Item: { ...Key, n: { N: '5' } } }));
        const removed = [await remove('4'), await remove('5'), await remove('5')];
        const { Item } = await client.send(new GetItemCommand({ TableName: 'items', Key }));
        return { removed, Item };
      }),
    );

    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.removed).toEqual([
      'ConditionalCheckFailedException',
      'done',
      'ConditionalCheckFailedException',
    ]);
  });

  it('answers a refused condition with the item, where it is asked for', async () => {
    const client = opened[0]!.client;
    await client.send(new PutItemCommand({ TableName: 'items', Item: { pk: { S: 'two' }, n: { N: '1' } } }));
    const refused = client.send(
      new UpdateItemCommand({
        TableName: 'items',
        Key: { pk: { S: 'two' } },
        UpdateExpression: 'SET #n = :n',
        ConditionExpression: 'attribute_not_exists(#n)',
        ExpressionAttributeNames: { '#n': 'n' },
        ExpressionAttributeValues: { ':n': { N: '2' } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

    await expect(refused).rejects.toMatchObject({ Item: { pk: { S: 'two' }, n: { N: '1' } } });
  });

  it.each([true, false])('counts a read in halves unless it is consistent (%s)', async (ConsistentRead) => {
    const units = await Promise.all(
      opened.map(async ({ client }) => {
        const { ConsumedCapacity } = await client.send(
          new GetItemCommand({
            TableName: 'items',
            Key: { pk: { S: 'one' } },
            ConsistentRead,
            ReturnConsumedCapacity: 'TOTAL',
          }),
        );
        return ConsumedCapacity?.CapacityUnits;
      }),
    );

    expect(units[0]).toBe(units[1]);
  });
});
