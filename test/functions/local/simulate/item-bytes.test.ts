import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDynamoDbTable, createLedgerClient } from '../../../../functions/ledger/dynamodb-table.ts';
import type { ItemStore } from '../../../../functions/ledger/item-store.ts';
import { createTableItemStore } from '../../../../functions/ledger/table-item-store.ts';
import { toItemBytes } from '../../../../functions/local/simulate/item-bytes.ts';
import { createCircuitBreaker } from '../../../../functions/session/circuit-breaker.ts';
import { systemClock } from '../../../../functions/session/clock.ts';
import { type AwsStandIn, startAwsStandIn } from '../../../support/aws/aws-stand-in.ts';
import type { Item } from '../../../support/aws/dynamodb-expression.ts';
import { toItemBytes as toBytesInTable } from '../../../support/aws/item-size.ts';
import { startMs, textsOf, toEvent, toLogin } from '../../ledger/ledger-events.ts';

describe('toItemBytes', () => {
  let aws: AwsStandIn;
  let store: ItemStore;
  beforeAll(async () => {
    aws = await startAwsStandIn();
    aws.tables.create('ledger', 'pk');
    const breaker = createCircuitBreaker({ clock: systemClock, random: Math.random });
    const client = createLedgerClient(aws.clientOptions);
    store = createTableItemStore(
      createDynamoDbTable({ tableName: 'ledger', client, breaker, now: Date.now }),
    );
  });
  afterAll(() => aws.close());

  it('is what the table holds, with each kind of attribute', async () => {
    const key = '1s.key-of-22-characters-x';
    const expiresAt = startMs / 1_000;
    const limits = { facts: 72, agents: 10 };
    await store.add(key, textsOf(toLogin(0), toEvent('ssa', 60_000)), limits, expiresAt);
    await store.keepAnswer(key, { askedAtMs: startMs, packed: new Uint8Array(300).fill(7) }, expiresAt);
    await store.noteAsking(key, startMs + 1, expiresAt);
    const reading = await store.claim(key, 'network_alternates', 'tag', expiresAt);

    const [stored] = aws.tables.items('ledger');
    expect(Object.keys(stored ?? {}).toSorted()).toEqual(
      ['a', 'f', 'g', 'i.network_alternates', 'p', 'pk', 't', 'w', 'x'].toSorted(),
    );
    if (reading.status === 'failed') throw new Error(reading.code);
    expect(toItemBytes(key, reading.item)).toBe(toBytesInTable(stored as Item));
  });

  it('counts nothing for what is absent', async () => {
    const reading = await store.read('1s.nothing');

    if (reading.status === 'failed') throw new Error(reading.code);
    expect(toItemBytes('', reading.item)).toBe('pk'.length);
  });
});
