import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createDynamoDbTable,
  createLedgerClient,
  type LedgerClient,
} from '../../../functions/ledger/dynamodb-table.ts';
import {
  createSessionLedger,
  type SessionLedgerOptions,
} from '../../../functions/ledger/create-session-ledger.ts';
import { toTag } from '../../../functions/ledger/fact-text.ts';
import { createLedgerKeys } from '../../../functions/ledger/ledger-key.ts';
import { toObservedSession } from '../../../functions/ledger/observed-session.ts';
import type { SessionLedger } from '../../../functions/ledger/session-ledger.ts';
import { isHistoryKnown } from '../../../functions/ledger/session-view.ts';
import { createTableItemStore } from '../../../functions/ledger/table-item-store.ts';
import { createCircuitBreaker } from '../../../functions/session/circuit-breaker.ts';
import { systemClock } from '../../../functions/session/clock.ts';
import { packSession, unpackSession } from '../../../functions/session/packed-session.ts';
import { toClientOptions } from '../../support/aws/aws-stand-in.ts';
import { tableServers, type TableServer } from '../../support/ledger-tables.ts';
import { startMs, textsOf, toEvent, toLogin } from './ledger-events.ts';

const codec = { version: 1, pack: packSession, unpack: unpackSession };
const secrets = { current: 'a secret for tests' };
type Options = Partial<SessionLedgerOptions>;

interface Backend {
  /** One worker's ledger; all of them share what is behind. */
  open(options?: Options): SessionLedger;
  /** Begins anew. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

function startMemory(): Backend {
  let ledger: SessionLedger | undefined;
  return {
    open: (options = {}) =>
      (ledger ??= createSessionLedger({ secrets, codec, now: () => startMs, ...options })),
    reset: async () => void (ledger = undefined),
    close: async () => {},
  };
}

async function startTable(start: () => Promise<TableServer>): Promise<Backend> {
  const server = await start();
  const clients: LedgerClient[] = [];
  let tableName = '';
  return {
    open(options = {}) {
      const client = createLedgerClient(toClientOptions(server.endpoint));
      clients.push(client);
      const breaker = createCircuitBreaker({ clock: systemClock, random: Math.random });
      const table = createDynamoDbTable({ tableName, client, breaker, now: Date.now });
      return createSessionLedger({
        table: createTableItemStore(table),
        secrets,
        codec,
        now: () => startMs,
        ...options,
      });
    },
    async reset() {
      tableName = `ledger-${randomUUID()}`;
      await server.createTable(tableName);
    },
    async close() {
      for (const client of clients) client.destroy();
      await server.close();
    },
  };
}

const backends: [name: string, start: () => Promise<Backend>, isShared: boolean][] = [
  ['memory', async () => startMemory(), false],
  ...tableServers.map(([name, start]): (typeof backends)[number] => [name, () => startTable(start), true]),
];

describe.each(backends)('createSessionLedger over %s', (_name, start, isShared) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await start();
  });
  beforeEach(() => backend.reset());
  afterAll(() => backend.close());

  const entryOf = async (ledger: SessionLedger, facts: readonly string[] = []) =>
    (await ledger.add([{ sessionId: 'S1', facts }])).get('S1')!;

  it('adds facts and reads what all workers added', async () => {
    const [one, other] = [backend.open(), backend.open()];

    await entryOf(one, textsOf(toLogin(0)));
    const entry = await entryOf(other, textsOf(toEvent('ssa', 60_000, { client_id: 'ClientB' })));

    expect(entry.source).toBe(isShared ? 'table' : 'memory');
    expect(entry.view.sightings).toHaveLength(2);
    expect(toObservedSession(entry.view)).toMatchObject({
      initial_ip: { value: '198.51.100.23', basis: 'login' },
      clients: { value: ['ClientA', 'ClientB'], basis: 'lower_bound' },
    });
  });

  it('only reads for events without facts, and knows nothing of other sessions', async () => {
    const ledger = backend.open();
    await entryOf(ledger, textsOf(toLogin(0)));

    const entries = await ledger.add([
      { sessionId: 'S1', facts: [] },
      { sessionId: 'S2', facts: [] },
    ]);

    expect(entries.get('S1')?.view.sightings).toHaveLength(1);
    expect(entries.get('S2')?.view.sightings).toHaveLength(0);
    expect(entries.get('S2')?.answer).toBeUndefined();
  });

  it('takes repeats for nothing new', async () => {
    const ledger = backend.open();
    const facts = textsOf(toLogin(0), toEvent('slo', 60_000));

    const first = await entryOf(ledger, facts);
    const again = await entryOf(ledger, [...facts].reverse());

    expect(again.view).toEqual(first.view);
  });

  it('adds what several workers add at once', async () => {
    const workers = Array.from({ length: 8 }, () => backend.open());
    const events = Array.from({ length: 40 }, (_one, index) => toEvent('ssa', index * 1_000));

    await Promise.all(
      workers.map((worker, at) => entryOf(worker, textsOf(...events.filter((_e, i) => i % 8 === at)))),
    );

    expect((await entryOf(backend.open())).view.sightings).toHaveLength(40);
  });

  it('keeps the newest answer of Auth0, without identity and metadata', async () => {
    const ledger = backend.open();
    const session = {
      id: 'S1',
      user_id: 'auth0|u1',
      created_at: '2026-03-02T11:15:04.000Z',
      actor: { sub: 'auth0|support', department: 'IT' },
      session_metadata: { mail: 'canary@example.com' },
    };

    await ledger.keepAnswer('S1', { askedAtMs: startMs + 10, session });
    await ledger.keepAnswer('S1', { askedAtMs: startMs + 5, session: { created_at: 'older' } });
    const { answer } = await entryOf(backend.open());

    expect(answer).toMatchObject({ askedAtMs: startMs + 10, isGone: false });
    expect(answer?.found).toMatchObject({
      fetchedAtMs: startMs + 10,
      session: { created_at: session.created_at },
    });
    expect(JSON.stringify(answer)).not.toMatch(/auth0\||canary|"S1"/);
    expect(
      answer?.found?.withIdentity({ id: 'S1', texts: ['auth0|u0', 'auth0|u1', 'auth0|support'] }),
    ).toEqual({
      id: 'S1',
      user_id: 'auth0|u1',
      created_at: session.created_at,
      actor: { sub: 'auth0|support' },
    });
    expect(answer?.found?.withIdentity({ id: 'S1', texts: [] }).user_id).toMatch(/^hmac:[\w-]{22}$/);
  });

  it('knows of a 404 when it was, and what an earlier answer had found', async () => {
    const ledger = backend.open();

    await ledger.keepAnswer('S1', { askedAtMs: startMs, session: { id: 'S1', updated_at: 'then' } });
    await ledger.keepAnswer('S1', { askedAtMs: startMs + 9, session: undefined });
    const { answer } = await entryOf(ledger);

    expect(answer).toMatchObject({ askedAtMs: startMs + 9, isGone: true });
    expect(answer?.found?.fetchedAtMs).toBe(startMs);
  });

  it('does not keep an answer that is too large', async () => {
    const ledger = backend.open();
    const clients = Array.from({ length: 300 }, () => ({ client_id: randomUUID() }));

    await ledger.keepAnswer('S1', { askedAtMs: startMs, session: { id: 'S1', clients } });

    expect((await entryOf(ledger)).answer).toBeUndefined();
  });

  it('tells others when a worker will ask', async () => {
    await backend.open().noteAsking('S1', startMs + 700);

    expect((await entryOf(backend.open())).askingAtMs).toBe(startMs + 700);
  });

  it('has one creator of an incident, also on its redelivery', async () => {
    const [one, other] = [backend.open(), backend.open()];

    expect(await one.claimIncident('S1', 'asn_changed', 'log-1')).toBe(true);
    expect(await other.claimIncident('S1', 'asn_changed', 'log-2')).toBe(false);
    expect(await other.claimIncident('S1', 'asn_changed', 'log-1')).toBe(true);
    expect(await other.claimIncident('S1', 'user_agent_changed', 'log-2')).toBe(true);
    expect(await other.claimIncident('S2', 'asn_changed', 'log-3')).toBe(true);
    expect((await entryOf(one)).creators).toEqual(
      new Map([
        ['asn_changed', toTag('log-1')],
        ['user_agent_changed', toTag('log-2')],
      ]),
    );
  });

  it('cleans up by the time of events, and keeps first and last of each place and program', async () => {
    const ledger = backend.open();
    const events = Array.from({ length: 100 }, (_one, index) => toEvent('ssa', index * 600_000));

    let most = 0;
    for (const event of events) {
      const { view } = await entryOf(ledger, textsOf(event));
      most = Math.max(most, view.sightings.length);
    }
    const { view } = await entryOf(ledger);

    expect(most).toBeLessThan(isShared ? 30 : 73);
    expect(view.sightings[0]?.atMs).toBe(events[0]?.occurredAtMs);
    expect(view.sightings.at(-1)?.atMs).toBe(events.at(-1)?.occurredAtMs);
    expect(view.fullSinceMs).toBeUndefined();
    expect(isHistoryKnown(view, events.at(-1)!.occurredAtMs)).toBe(true);
    expect(isHistoryKnown(view, events[0]!.occurredAtMs)).toBe(false);
  });

  it('has room for beginning and end in an item that is full, and says since when it is', async () => {
    let fulls = 0;
    const ledger = backend.open({ onFull: () => void (fulls += 1) });
    const agents = Array.from({ length: 40 }, (_one, index) =>
      toEvent('ssa', 1_000 + index, {
        user_agent: `agent ${index} ${'€'.repeat(200)}`,
        ip: `198.51.100.${index}`,
      }),
    );

    for (const event of agents) await entryOf(ledger, textsOf(event));
    const full = await entryOf(ledger, textsOf(toEvent('slo', 120_000)));
    const { view } = await entryOf(ledger, textsOf(toLogin(0)));

    expect(fulls).toBeGreaterThan(0);
    expect(view.agents.size).toBeLessThanOrEqual(12);
    expect(view.ends).toHaveLength(1);
    expect(toObservedSession(view)?.initial_ip).toEqual({ value: '198.51.100.23', basis: 'login' });
    expect(full.view.fullSinceMs).toBe(startMs + 1_010);
    expect(isHistoryKnown(full.view, startMs + 120_000)).toBe(false);
    expect(isHistoryKnown(full.view, startMs + 1_000)).toBe(true);
  });

  it('takes a batch with more facts than an item holds', async () => {
    const ledger = backend.open();
    const events = Array.from({ length: 300 }, (_one, index) => toEvent('ssa', index));

    const { view } = await entryOf(ledger, textsOf(...events));

    expect(view.sightings.length).toBeLessThanOrEqual(88);
    expect(view.fullSinceMs).toBeDefined();
  });

  it('writes what is news of a user, and knows it by keyed hashes', async () => {
    const ledger = backend.open();
    const network = (atMs: number, name: string) => ({ kind: 'network', atMs, network: name }) as const;

    await ledger.addUsers([{ userId: 'auth0|u1', facts: [network(20, 'a'), network(30, 'b')] }]);
    await ledger.addUsers([{ userId: 'auth0|u1', facts: [network(10, 'a'), network(40, 'b')] }]);
    const entry = (await backend.open().addUsers([{ userId: 'auth0|u1', facts: [] }])).get('auth0|u1');

    expect(entry?.view.networks).toEqual(
      new Map([
        ['a', 10],
        ['b', 30],
      ]),
    );
  });

  it('forgets a session, and a user', async () => {
    const ledger = backend.open();
    await entryOf(ledger, textsOf(toLogin(0)));
    await ledger.addUsers([{ userId: 'u', facts: [{ kind: 'password', atMs: 1 }] }]);

    expect(await ledger.eraseSession('S1')).toBe(true);
    expect(await ledger.eraseUser('u')).toBe(true);

    expect((await entryOf(ledger)).view.sightings).toHaveLength(0);
    expect((await ledger.addUsers([{ userId: 'u', facts: [] }])).get('u')?.view.passwordChanges).toEqual([]);
  });

  if (!isShared) return;

  it('reads what was written under the secret before', async () => {
    const before = backend.open({ secrets: { current: 'the old one' } });
    await entryOf(before, textsOf(toLogin(0)));
    await before.keepAnswer('S1', { askedAtMs: startMs, session: { id: 'S1', user_id: 'u' } });
    await before.claimIncident('S1', 'asn_changed', 'log-1');
    const after = backend.open({ secrets: { current: 'the new one', previous: 'the old one' } });

    const entry = await entryOf(after, textsOf(toEvent('ssa', 60_000)));

    expect(entry.view.sightings).toHaveLength(2);
    expect(entry.answer?.found?.withIdentity({ id: 'S1', texts: ['u'] }).user_id).toBe('u');
    expect(entry.creators.size).toBe(1);
    expect(
      (await entryOf(backend.open({ secrets: { current: 'the new one' } }))).view.sightings,
    ).toHaveLength(1);
  });
});

describe('createLedgerKeys', () => {
  it('makes a key that says nothing of the session', () => {
    const { toItemKey } = createLedgerKeys('secret');

    expect(toItemKey('s', 'S1')).toMatch(/^1s\.[\w-]{22}$/);
    expect(toItemKey('s', 'S1')).not.toBe(createLedgerKeys('other').toItemKey('s', 'S1'));
    expect(toItemKey('u', 'S1').slice(3)).not.toBe(toItemKey('s', 'S1').slice(3));
    expect(() => createLedgerKeys('')).toThrow('the secret of the ledger is empty');
  });
});
