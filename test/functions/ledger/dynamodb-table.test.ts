import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createDynamoDbTable, createLedgerClient } from '../../../functions/ledger/dynamodb-table.ts';
import type { LedgerTable } from '../../../functions/ledger/ledger-table.ts';
import { createCircuitBreaker } from '../../../functions/session/circuit-breaker.ts';
import { systemClock } from '../../../functions/session/clock.ts';
import { type AwsStandIn, startAwsStandIn, toClientOptions } from '../../support/aws/aws-stand-in.ts';
import { tableServers, unhurried } from '../../support/ledger-tables.ts';

const breaker = () => createCircuitBreaker({ clock: systemClock, random: Math.random });
const put = (table: LedgerTable, key: string) =>
  table.update({ key, update: 'SET #n = :n', names: { '#n': 'n' }, values: { ':n': key } });

describe('createDynamoDbTable', () => {
  let aws: AwsStandIn;
  let table: LedgerTable;
  let failures: string[] = [];
  const counts = () => ['BatchGetItem', 'GetItem'].map((name) => aws.countOf(`dynamodb.${name}`));
  let before: number[] = [];
  const newCounts = () => counts().map((count, index) => count - before[index]!);
  beforeAll(async () => {
    aws = await startAwsStandIn();
  });
  beforeEach(() => {
    aws.tables.create('ledger', 'pk');
    failures = [];
    before = counts();
    table = createDynamoDbTable({
      tableName: 'ledger',
      client: createLedgerClient({ ...aws.clientOptions, limits: unhurried }),
      breaker: breaker(),
      now: Date.now,
      onFailure: (code) => failures.push(code),
    });
  });
  afterEach(() => aws.clearFaults());
  afterAll(() => aws.close());

  const readAll = (keys: readonly string[]) => Promise.all(keys.map((key) => table.read(key)));
  const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `key-${index}`);

  it('asks once for up to a hundred items that are wanted at the same time', async () => {
    const keys = namesOf(120);
    await Promise.all(keys.slice(0, 60).map((key) => put(table, key)));

    const readings = await readAll(keys);

    expect(readings).toEqual(
      keys.map((key, index) => ({ status: 'done', item: index < 60 ? { pk: key, n: key } : undefined })),
    );
    expect(newCounts()).toEqual([2, 0]);
  });

  it('asks once for what two want', async () => {
    await put(table, 'a');

    expect(await readAll(['a', 'b', 'a'])).toEqual([
      { status: 'done', item: { pk: 'a', n: 'a' } },
      { status: 'done', item: undefined },
      { status: 'done', item: { pk: 'a', n: 'a' } },
    ]);
    expect(newCounts()).toEqual([1, 0]);
  });

  it('asks for one item by itself, and for what has to be as it is now', async () => {
    await put(table, 'a');

    expect(await table.read('a')).toMatchObject({ item: { n: 'a' } });
    expect(await Promise.all([1, 2].map(() => table.read('a', { isConsistent: true })))).toHaveLength(2);
    expect(newCounts()).toEqual([0, 3]);
  });

  it('asks again, by itself, for what was left over for want of capacity', async () => {
    await Promise.all(['a', 'b', 'c'].map((key) => put(table, key)));
    aws.inject({ on: 'dynamodb.BatchGetItem', fault: { kind: 'partial', fails: (index) => index === 1 } });

    expect(await readAll(['a', 'b', 'c'])).toMatchObject(['a', 'b', 'c'].map((n) => ({ item: { n } })));
    expect(newCounts()).toEqual([1, 1]);
    expect(failures).toEqual([]);
  });

  it('says of each that nothing is known of it, and tells of one failed call', async () => {
    aws.inject({ on: 'dynamodb.BatchGetItem', fault: { kind: 'denied' } });

    expect(await readAll(['a', 'b'])).toEqual([
      { status: 'failed', code: 'AccessDeniedException' },
      { status: 'failed', code: 'AccessDeniedException' },
    ]);
    expect(failures).toEqual(['AccessDeniedException']);
  });
});

describe.each(tableServers)('many reads at once, on %s', (_name, start) => {
  it('answer as each by itself', async () => {
    const server = await start();
    await server.createTable('items');
    const client = createLedgerClient(toClientOptions(server.endpoint));
    const table = createDynamoDbTable({ tableName: 'items', client, breaker: breaker(), now: Date.now });
    await put(table, 'a');
    await put(table, 'b');
    const keys = ['b', 'missing', 'a', 'b'];

    const together = await Promise.all(keys.map((key) => table.read(key)));
    const alone = [];
    for (const key of keys) alone.push(await table.read(key));

    expect(together).toEqual(alone);
    expect(together.map((one) => one.status === 'done' && one.item?.['n'])).toEqual([
      'b',
      undefined,
      'a',
      'b',
    ]);
    client.destroy();
    await server.close();
  });
});
