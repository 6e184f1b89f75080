import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDynamoDbTable, createLedgerClient } from '../../../functions/ledger/dynamodb-table.ts';
import { addWithinLimits } from '../../../functions/ledger/add-within-limits.ts';
import { createMemoryItemStore } from '../../../functions/ledger/memory-item-store.ts';
import { createSessionLedger } from '../../../functions/ledger/create-session-ledger.ts';
import { toEventFacts } from '../../../functions/ledger/event-facts.ts';
import { mostItemBytes, mostPackedBytes, toEssential } from '../../../functions/ledger/item-limits.ts';
import { createTableItemStore } from '../../../functions/ledger/table-item-store.ts';
import { signalNames } from '../../../functions/signals/signal-names.ts';
import { createCircuitBreaker } from '../../../functions/session/circuit-breaker.ts';
import { systemClock } from '../../../functions/session/clock.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import { toItemBytes } from '../../support/aws/item-size.ts';
import { settings, startMs, textsOf, toEvent, toLogin } from './ledger-events.ts';

describe('addWithinLimits', () => {
  const hour = 3_600_000;
  /** One place and program, hours apart: all between the first and the last is redundant. */
  const addHourly = async (count: number, cleanUp?: 'early' | 'when full') => {
    const store = createMemoryItemStore();
    for (let index = 0; index < count; index += 1) {
      const [sighting] = textsOf(toEvent('ssa', index * hour)).filter((text) => text.startsWith('U'));
      await addWithinLimits(store, '1s.a', [sighting!], 0, cleanUp);
    }
    return store.peek('1s.a')!.facts.size;
  };

  it('leaves a small item as it is, and looks at a larger one only where it has grown by as much as is worth deleting', async () => {
    expect(await addHourly(23)).toBe(23);
    // What is newer than an hour and a half before the newest stays, and so do first and last of what is older.
    expect(await addHourly(24)).toBe(4);
    expect(await addHourly(28)).toBe(8);
    // Memory is cleaned up where there is no room.
    expect(await addHourly(72, 'when full')).toBe(72);
    expect(await addHourly(73, 'when full')).toBe(4);
  });
});

describe('an item of the ledger', () => {
  let aws: AwsStandIn;
  beforeAll(async () => {
    aws = await startAwsStandIn();
    aws.tables.create('ledger', 'pk');
  });
  afterAll(() => aws.close());

  it('never exceeds its cap, whatever a session sends', async () => {
    const table = createDynamoDbTable({
      tableName: 'ledger',
      client: createLedgerClient(aws.clientOptions),
      breaker: createCircuitBreaker({ clock: systemClock, random: Math.random }),
      now: Date.now,
    });
    const ledger = createSessionLedger({
      table: createTableItemStore(table),
      secrets: { current: 'a secret for tests' },
      // As large as an answer may be.
      codec: { version: 1, pack: () => Buffer.alloc(mostPackedBytes - 1), unpack: () => '' },
      now: () => startMs,
    });
    const long = (index: number) => `${index}|%€`.repeat(500);
    const disguise = (field: string, value: string) =>
      field === 'location_info' ? value : long(value.length);
    let most = 0;
    const add = async (facts: readonly string[]) => {
      await ledger.add([{ sessionId: 'S1', facts }]);
      most = Math.max(most, ...aws.tables.items('ledger').map(toItemBytes));
    };

    await ledger.keepAnswer('S1', { askedAtMs: startMs, session: { id: 'S1' } });
    for (const signal of signalNames) await ledger.claimIncident('S1', signal, 'log-1');
    for (let index = 0; index < 150; index++) {
      const event = (index % 3 === 0 ? toLogin : toEvent.bind(undefined, 'ssa'))(index * 1_000, {
        user_agent: `${index}`.repeat(index + 1),
        client_id: `${index}`.repeat(index + 1),
        location_info: { latitude: -12.345, longitude: -123.456 },
        security_context: { ja4: 't13d1516h2_8daaf6152771_e5627efa2ab1' },
        details: { session: { cookie: { mode: `m${index}`.padEnd(32, 'x') } } },
      });
      await add(toEventFacts(event, { ...settings, disguise }).session?.facts ?? []);
    }
    await add(textsOf(toEvent('slo', 1), toEvent('session_revoked', 2)));

    expect(most).toBeGreaterThan(mostItemBytes / 3);
    expect(most).toBeLessThanOrEqual(mostItemBytes);
  });

  it('keeps room for beginning and end, with the agent of the beginning', () => {
    const login = textsOf(toLogin(0));
    const essential = toEssential([
      ...login,
      ...textsOf(toEvent('ssa', 1, { user_agent: 'other' }), toEvent('slo', 2)),
    ]);

    expect([...new Set(essential)].map((text) => text[0])).toEqual(['A', 'B', 'E']);
    expect(login).toContain(essential[0]);
  });
});
