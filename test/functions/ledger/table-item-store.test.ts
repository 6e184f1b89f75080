import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeFact } from '../../../functions/ledger/fact-codec.ts';
import { createDynamoDbTable, createLedgerClient } from '../../../functions/ledger/dynamodb-table.ts';
import { createSessionLedger } from '../../../functions/ledger/create-session-ledger.ts';
import { createTableItemStore } from '../../../functions/ledger/table-item-store.ts';
import { createCircuitBreaker } from '../../../functions/session/circuit-breaker.ts';
import { systemClock } from '../../../functions/session/clock.ts';
import { packingVersion, packSession, unpackSession } from '../../../functions/session/packed-session.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import { unhurried } from '../../support/ledger-tables.ts';
import { startMs, textsOf, toEvent, toLogin } from './ledger-events.ts';

describe('createTableItemStore', () => {
  let aws: AwsStandIn;
  let before: { UpdateItem: number; GetItem: number };
  beforeAll(async () => {
    aws = await startAwsStandIn();
  });
  beforeEach(() => {
    aws.tables.create('ledger', 'pk');
    before = countAll();
  });
  afterAll(() => aws.close());

  const countAll = () => ({
    UpdateItem: aws.countOf('dynamodb.UpdateItem'),
    GetItem: aws.countOf('dynamodb.GetItem'),
  });
  const countNew = () => {
    const { UpdateItem, GetItem } = countAll();
    return { UpdateItem: UpdateItem - before.UpdateItem, GetItem: GetItem - before.GetItem };
  };

  function open(days?: number) {
    const table = createDynamoDbTable({
      tableName: 'ledger',
      // Calls are counted: none is given up and repeated, however busy the machine.
      client: createLedgerClient({ ...aws.clientOptions, maxAttempts: 1, limits: unhurried }),
      breaker: createCircuitBreaker({ clock: systemClock, random: Math.random }),
      now: Date.now,
    });
    return createSessionLedger({
      table: createTableItemStore(table),
      secrets: { current: 'a secret for tests' },
      codec: { version: packingVersion, pack: packSession, unpack: unpackSession },
      now: () => startMs,
      ...(days !== undefined && { days }),
    });
  }

  it('makes one write for a session and batch, and only reads for events without facts', async () => {
    await open().add([
      { sessionId: 'S1', facts: textsOf(toLogin(0), toEvent('ssa', 1_000), toEvent('sertft', 2_000)) },
      { sessionId: 'S2', facts: textsOf(toLogin(0)) },
      { sessionId: 'S3', facts: [] },
    ]);

    expect(countNew()).toEqual({ UpdateItem: 2, GetItem: 1 });
  });

  it('reads the sessions of a batch that nothing is added to with few calls', async () => {
    const ledger = open();
    await ledger.add([{ sessionId: 'S7', facts: textsOf(toLogin(0)) }]);
    before = countAll();
    const callsBefore = aws.countOf('dynamodb.BatchGetItem');

    const sessions = await ledger.add(
      Array.from({ length: 150 }, (_, index) => ({
        sessionId: `S${index}`,
        facts: index < 2 ? textsOf(toLogin(1_000)) : [],
      })),
    );

    expect(sessions.size).toBe(150);
    expect(sessions.get('S7')?.view.sightings).toHaveLength(1);
    expect(sessions.get('S1')?.view.sightings).toHaveLength(1);
    expect(sessions.get('S8')).toMatchObject({ view: { sightings: [] }, source: 'table' });
    expect(aws.countOf('dynamodb.BatchGetItem') - callsBefore).toBe(2);
    expect(countNew()).toEqual({ UpdateItem: 2, GetItem: 0 });
  });

  it('reads the users of a batch with few calls, and writes for those alone of whom there is news', async () => {
    const userIds = Array.from({ length: 150 }, (_, index) => `auth0|${index}`);
    const ledger = open();
    const news = { kind: 'network', atMs: startMs, network: 'n1' } as const;
    await ledger.addUsers([{ userId: 'auth0|7', facts: [news] }]);
    before = countAll();
    const callsBefore = aws.countOf('dynamodb.BatchGetItem');

    const users = await ledger.addUsers(
      userIds.map((userId) => ({ userId, facts: userId < 'auth0|10' ? [news] : [] })),
    );

    expect(users.size).toBe(150);
    expect(users.get('auth0|7')?.view.networks.get('n1')).toBe(startMs);
    expect(aws.countOf('dynamodb.BatchGetItem') - callsBefore).toBe(2);
    // `auth0|0` and `auth0|1`.
    expect(countNew()).toEqual({ UpdateItem: 2, GetItem: 0 });
  });

  it('lets an item run out so many days after it was written, in seconds since 1970', async () => {
    await open(7).add([{ sessionId: 'S1', facts: textsOf(toLogin(0)) }]);

    const [item] = aws.tables.items('ledger');
    expect(Number(item?.['x']?.N)).toBe(Math.floor(startMs / 1_000) + 7 * 86_400);
  });

  it('writes a user only what is news, and again before the item runs out', async () => {
    const facts = textsOf(toEvent('scp', 0))
      .concat('Wk0', 'Nk0|home')
      .map((text) => decodeFact(text)!);
    await open(7).addUsers([{ userId: 'u', facts }]);
    expect(countNew()).toEqual({ UpdateItem: 1, GetItem: 1 });

    await open(7).addUsers([{ userId: 'u', facts: [decodeFact('Nk1|home')!] }]);
    expect(countNew()).toEqual({ UpdateItem: 1, GetItem: 2 });

    await open(30).addUsers([{ userId: 'u', facts: [decodeFact('Nk1|home')!] }]);
    expect(countNew()).toEqual({ UpdateItem: 2, GetItem: 3 });
  });
});
