import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoDbTable, createLedgerClient } from '../../../functions/ledger/dynamodb-table.ts';
import { createSessionLedger } from '../../../functions/ledger/create-session-ledger.ts';
import { createLedgerKeys } from '../../../functions/ledger/ledger-key.ts';
import type { ItemStore } from '../../../functions/ledger/item-store.ts';
import { createMemoryItemStore } from '../../../functions/ledger/memory-item-store.ts';
import { createTableItemStore } from '../../../functions/ledger/table-item-store.ts';
import { isHistoryKnown } from '../../../functions/ledger/session-view.ts';
import { createTableLine } from '../../../functions/ledger/table-line.ts';
import { createCircuitBreaker } from '../../../functions/session/circuit-breaker.ts';
import { systemClock } from '../../../functions/session/clock.ts';
import { packSession, unpackSession } from '../../../functions/session/packed-session.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import type { Fault } from '../../support/aws/faults.ts';
import { startMs, textsOf, toEvent, toLogin } from './ledger-events.ts';
import { plan } from './line-traffic.ts';

const secrets = { current: 'a secret for tests' };
const codec = { version: 1, pack: packSession, unpack: unpackSession };
const tableName = 'ledger';

describe('the ledger and the line without their table', () => {
  let aws: AwsStandIn;
  let codes: string[];
  beforeAll(async () => {
    aws = await startAwsStandIn();
  });
  beforeEach(() => {
    aws.clearFaults();
    aws.tables.create(tableName, 'pk');
    codes = [];
  });
  afterAll(() => aws.close());

  function openTable() {
    return createDynamoDbTable({
      tableName,
      client: createLedgerClient({ ...aws.clientOptions, maxAttempts: 1 }),
      breaker: createCircuitBreaker({ clock: systemClock, random: () => 0, openMs: 1 }),
      now: Date.now,
      onFailure: (code) => codes.push(code),
    });
  }

  const open = () =>
    createSessionLedger({ table: createTableItemStore(openTable()), secrets, codec, now: () => startMs });

  const faults: [what: string, fault: Fault, code: string][] = [
    ['throttled', { kind: 'throttled' }, 'ThrottlingException'],
    ['denied', { kind: 'denied' }, 'AccessDeniedException'],
    ['down', { kind: 'unavailable' }, 'InternalFailure'],
    ['cut off', { kind: 'reset' }, 'Error'],
    ['silent', { kind: 'hang' }, 'TimeoutError'],
  ];

  it.each(faults)('go on from memory, and say so once a call, while it is %s', async (_what, fault, code) => {
    const ledger = open();
    aws.inject({ on: 'dynamodb', fault });

    const entries = await ledger.add([{ sessionId: 'S1', facts: textsOf(toLogin(0)) }]);
    const { view, source } = entries.get('S1')!;
    await ledger.keepAnswer('S1', {
      askedAtMs: startMs,
      session: { id: 'S1', cookie: { mode: 'persistent' } },
    });

    expect(source).toBe('fallback');
    expect(view.sightings).toHaveLength(1);
    // What one worker saw of the last moments is no history.
    expect(isHistoryKnown(view, startMs)).toBe(false);
    // On a busy machine any fault may look like silence: the client waits for a moment only.
    expect(codes.map((each) => (each === 'TimeoutError' ? code : each))).toEqual([code, code]);
    expect(await ledger.claimIncident('S1', 'asn_changed', 'log-1')).toBe(true);
    expect(await ledger.claimIncident('S1', 'asn_changed', 'log-2')).toBe(false);
    expect(await ledger.eraseSession('S1')).toBe(false);
  });

  it.each(faults)('keep the line going by a share while it is %s', async (_what, fault) => {
    const alone: string[] = [];
    const line = createTableLine({
      table: openTable(),
      plan,
      mostWorkers: 5,
      now: Date.now,
      onAlone: (code) => alone.push(code),
    });
    aws.inject({ on: 'dynamodb', fault });

    const [reserved] = await line.reserve(['one']);
    await line.close('http_429', 1_000);
    const [closed] = await line.reserve(['one']);

    expect(reserved).toMatchObject({ status: 'turn', turn: { from: 'share' } });
    expect(closed).toMatchObject({ status: 'closed', reason: 'http_429' });
    expect(alone).toHaveLength(1);
  });

  it('go on from memory when there is no such table', async () => {
    aws.tables.remove(tableName);

    const entries = await open().add([{ sessionId: 'S1', facts: textsOf(toLogin(0)) }]);

    expect(entries.get('S1')?.source).toBe('fallback');
    expect(codes).toEqual(['ResourceNotFoundException']);
  });

  it('fill no item with what is of no use any more after an outage', async () => {
    const store = createMemoryItemStore();
    let isDown = false;
    const flaky: ItemStore = {
      ...store,
      add: async (...given) => (isDown ? { status: 'failed', code: 'down' } : store.add(...given)),
    };
    let full = 0;
    const ledger = createSessionLedger({
      table: flaky,
      secrets,
      codec,
      now: () => startMs,
      onFull: () => (full += 1),
    });
    const minuteMs = 60_000;
    const add = async (atMs: number, ip: string) => {
      const facts = textsOf(toEvent('ssa', atMs, { ip }));
      return (await ledger.add([{ sessionId: 'S1', facts }])).get('S1')!.view;
    };
    for (let index = 0; index < 45; index += 1) await add(index * minuteMs, `198.51.100.${index}`);

    isDown = true;
    for (let index = 0; index < 60; index += 1) await add((60 + index * 10) * minuteMs, '203.0.113.7');
    isDown = false;
    const view = await add(700 * minuteMs, '203.0.113.7');

    expect(full).toBe(0);
    expect(view.fullSinceMs).toBeUndefined();
    expect(view.newestAtMs).toBe(startMs + 700 * minuteMs);
    expect(new Set(view.sightings.map(({ ip }) => ip)).size).toBe(46);
  });

  it('take to the table what was kept meanwhile', async () => {
    const ledger = open();
    const clear = aws.inject({ on: 'dynamodb', fault: { kind: 'unavailable' } });
    await ledger.add([{ sessionId: 'S1', facts: textsOf(toLogin(0)) }]);
    clear();

    await ledger.add([{ sessionId: 'S1', facts: textsOf(toEvent('ssa', 60_000)) }]);
    const entry = (await open().add([{ sessionId: 'S1', facts: [] }])).get('S1');

    expect(entry?.source).toBe('table');
    expect(entry?.view.sightings).toHaveLength(2);
  });

  it('read an item of another make as far as it goes, and add to memory what it does not take', async () => {
    const key = createLedgerKeys(secrets.current).toItemKey('s', 'S1');
    const client = new DynamoDBClient(aws.clientOptions);
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: {
          pk: { S: key },
          f: { S: 'a text' },
          t: { S: 'then' },
          p: { B: Buffer.from([9, 1, 2]) },
          g: { N: '5' },
          later: { M: {} },
        },
      }),
    );

    const read = (await open().add([{ sessionId: 'S1', facts: [] }])).get('S1');
    const added = (await open().add([{ sessionId: 'S1', facts: textsOf(toLogin(0)) }])).get('S1');

    expect(read).toMatchObject({ source: 'table', answer: undefined });
    expect(read?.view.sightings).toEqual([]);
    expect(added?.source).toBe('fallback');
    expect(codes).toEqual(['ValidationException']);
    client.destroy();
  });

  it('count an answer that was packed in another way as none', async () => {
    const ledger = open();
    await ledger.keepAnswer('S1', { askedAtMs: startMs, session: { id: 'S1' } });
    const other = createSessionLedger({
      table: createTableItemStore(openTable()),
      secrets,
      codec: { ...codec, version: 2 },
      now: () => startMs,
    });

    expect((await other.add([{ sessionId: 'S1', facts: [] }])).get('S1')?.answer).toBeUndefined();
    expect((await ledger.add([{ sessionId: 'S1', facts: [] }])).get('S1')?.answer).toBeDefined();
  });

  it('store no session ID, name or token of anybody', async () => {
    const ledger = open();
    const event = toLogin(0, { user_name: 'canary-name', details: { actor: { sub: 'canary-actor' } } });
    await ledger.add([
      { sessionId: 'canary-session', facts: textsOf({ ...event, sessionId: 'canary-session' }) },
    ]);
    await ledger.keepAnswer('canary-session', {
      askedAtMs: startMs,
      session: { id: 'canary-session', user_id: 'canary-user', session_metadata: { a: 'canary-metadata' } },
    });
    await ledger.claimIncident('canary-session', 'asn_changed', 'canary-log');

    const [item] = aws.tables.items(tableName);
    const packed = Buffer.from(item?.['p']?.B as unknown as string, 'base64');

    expect(JSON.stringify(item)).not.toContain('canary');
    expect(unpackSession(packed.subarray(1))).not.toContain('canary');
  });
});
