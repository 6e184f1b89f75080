import { describe, expect, it } from '@jest/globals';
import { createLedgerMeter } from '../../../../functions/enrich/ledger-meter.ts';
import { composeLookUpStage } from '../../../../functions/enrich/look-up/compose-look-up-stage.ts';
import { createPipeline, type QueuedMessage } from '../../../../functions/enrich/pipeline.ts';
import { createSessionLedger } from '../../../../functions/ledger/create-session-ledger.ts';
import type { LedgerTable } from '../../../../functions/ledger/ledger-table.ts';
import { createTableItemStore } from '../../../../functions/ledger/table-item-store.ts';
import { createTableLine } from '../../../../functions/ledger/table-line.ts';
import { createVirtualClock } from '../../../../functions/local/simulate/virtual-clock.ts';
import { createRandom } from '../../../../functions/local/simulate/random.ts';
import { packSession, packingVersion, unpackSession } from '../../../../functions/session/packed-session.ts';
import { createSignals } from '../../../../functions/signals/create-signals.ts';
import { createVirtualTables } from '../../../support/virtual-table.ts';
import { keys, settings, startMs } from '../../ledger/ledger-events.ts';
import { plan as ofEnterprise, toWorstExcess } from '../../ledger/line-traffic.ts';
import { toDelivery } from '../to-delivery.ts';

const workers = 4;
/** A quarter of an Enterprise tenant's, so that fewer events want more than there is. */
const plan = { ...ofEnterprise, ratePerSecond: 2, burst: 8 };
const toSignals = createSignals();

/** Whole workers in virtual time, from a message to its record, over one table. */
function createWorkers() {
  const clock = createVirtualClock(startMs);
  const random = createRandom(7);
  const tables = createVirtualTables(clock, random);
  const requests: { readonly worker: number; readonly atMs: number }[] = [];
  const records = new Map<string, string>();
  const returned: string[] = [];
  const faults: unknown[] = [];
  const codes: { readonly code: string; readonly atMs: number }[] = [];
  let longestMs = 0;

  /** As DynamoDB's own way tells of each call that failed. */
  function watch(table: LedgerTable, onFailure: (code: string) => void): LedgerTable {
    const told = async <Answer extends { readonly status: string }>(answering: Promise<Answer>) => {
      const answer = await answering;
      if (answer.status === 'failed') onFailure((answer as unknown as { code: string }).code);
      return answer;
    };
    return {
      time: table.time,
      update: (one) => told(table.update(one)),
      read: (...args) => told(table.read(...args)),
      remove: (key) => told(table.remove(key)),
    };
  }

  const pool = Array.from({ length: workers }, (_, worker) => {
    const meter = createLedgerMeter();
    const table = watch(tables.connect(), (code) => {
      meter.onFailure(code);
      codes.push({ code, atMs: clock.now() });
    });
    const lookUps = composeLookUpStage({
      ledger: createSessionLedger({
        table: createTableItemStore(table),
        secrets: { current: 'a secret for tests' },
        codec: { version: packingVersion, pack: packSession, unpack: unpackSession },
        now: clock.now,
      }),
      line: meter.watch(createTableLine({ table, plan, mostWorkers: workers, now: clock.now })),
      token: { read: async () => 'token', reload: async () => 'token' },
      facts: settings,
      reserve: 0,
      modeOf: () => 'fetch',
      clock,
      random,
      reportFault: (error) => faults.push(error),
      request: (sessionId) =>
        new Promise((resolve) => {
          requests.push({ worker, atMs: clock.now() });
          clock.setTimer(() => resolve({ status: 'found', session: { id: sessionId } }), 50);
        }),
    });
    const pipeline = createPipeline({
      lookUps,
      toSignals,
      toRecords: ({ event, outcome }) => [
        { uid: event.logId, line: outcome.status, timeMs: event.occurredAtMs },
      ],
      deliver: toDelivery(async (ones) => {
        for (const { uid, line } of ones) records.set(uid, line);
        return [];
      }),
      clock,
      reportFault: (error) => void faults.push(error),
    });
    return { pipeline, meter };
  });

  async function process(worker: number, messages: readonly QueuedMessage[]): Promise<void> {
    const beganMs = clock.now();
    const result = await pool[worker]!.pipeline.process(messages, { deadlineMs: beganMs + 60_000 });
    returned.push(...result.failedMessageIds);
    longestMs = Math.max(longestMs, clock.now() - beganMs);
  }

  return {
    clock,
    tables,
    requests,
    records,
    returned,
    faults,
    codes,
    process,
    get longestMs() {
      return longestMs;
    },
    takeFigures: () => pool.map(({ meter }) => meter.take()),
  };
}

function toMessage(logId: string, sessionId: string, atMs: number): QueuedMessage {
  const data = {
    type: 's',
    date: new Date(atMs).toISOString(),
    ip: '198.51.100.23',
    user_id: 'auth0|u1',
    details: { session_id: sessionId },
  };
  return { messageId: `m-${logId}`, enqueuedAtMs: atMs, body: JSON.stringify({ log_id: logId, data }) };
}

const outage = { fromMs: startMs + 10_000, toMs: startMs + 70_000 };
const batches = 40;
const eventsABatch = 2;

/** Eighty seconds with four sign-ins in each, in the middle of which every call to the table fails for a minute. */
async function runOutage(failure: string) {
  const bench = createWorkers();
  const { clock, tables } = bench;
  tables.failure = failure;
  clock.setTimer(() => void (tables.isDown = true), outage.fromMs - startMs);
  clock.setTimer(() => void (tables.isDown = false), outage.toMs - startMs);
  for (let batch = 0; batch < batches; batch += 1) {
    const afterMs = 2_000 * batch;
    for (let worker = 0; worker < workers; worker += 1) {
      const messages = Array.from({ length: eventsABatch }, (_, index) => {
        const logId = `${batch}-${worker}-${index}`;
        return toMessage(logId, `S${logId}`, startMs + afterMs);
      });
      clock.setTimer(() => void bench.process(worker, messages), afterMs + 1);
    }
  }
  await clock.run();
  return bench;
}

describe('look-ups without their table', () => {
  it.each([
    ['down', 'InternalFailure'],
    ['throttled', 'ThrottlingException'],
    ['denied', 'AccessDeniedException'],
    ['gone', 'ResourceNotFoundException'],
    ['silent', 'TimeoutError'],
  ])('lose nothing and go on by each worker’s share while it is %s for a minute', async (_what, failure) => {
    const bench = await runOutage(failure);
    const during = bench.requests.filter(({ atMs }) => atMs > outage.fromMs && atMs < outage.toMs);

    expect(bench.records.size).toBe(batches * workers * eventsABatch);
    expect(bench.returned).toEqual([]);
    expect(bench.faults).toEqual([]);
    expect([...new Set(bench.records.values())].toSorted()).toEqual(['enriched', 'observed']);
    // The call's limit, and the answer to the last question.
    expect(bench.longestMs).toBeLessThanOrEqual(3_500);

    for (let worker = 0; worker < workers; worker += 1) {
      const own = during.filter((request) => request.worker === worker);
      // Of its share, 30 in that minute, nearly all: there is twice as much to ask for.
      expect(own.length).toBeGreaterThan(25);
      expect(own.length).toBeLessThan(35);
    }
    expect(toWorstExcess(bench.requests, plan)).toBeLessThanOrEqual(0);
  });

  it('say so by one figure, and by no more of them once it is back', async () => {
    const { codes, takeFigures } = await runOutage('InternalFailure');
    const figures = takeFigures();

    expect(figures.every(({ failures }) => failures > 0)).toBe(true);
    // The line's alarm is about Auth0, who has refused nobody.
    expect(figures.every(({ closed, full }) => closed === 0 && full === 0)).toBe(true);
    expect(codes.every(({ atMs }) => atMs >= outage.fromMs && atMs <= outage.toMs)).toBe(true);
  });

  it.each([
    [
      'facts and an answer of a version that is not known',
      { f: { SS: ['?1|2|3'] }, p: { B: Buffer.from([9, 1]) }, g: { N: '5' } },
    ],
    ['attributes of another type', { f: { S: 'a text' }, a: { N: '1' }, t: { S: 'then' }, w: { S: 'soon' } }],
  ] as const)('take an item with %s for one of which little is known', async (_what, attributes) => {
    const bench = createWorkers();
    bench.tables.put(keys.toItemKey('s', 'S1'), attributes as never);

    void bench.process(0, [toMessage('1', 'S1', startMs)]);
    await bench.clock.run();

    expect([...bench.records]).toEqual([['1', 'enriched']]);
    expect(bench.requests).toHaveLength(1);
    expect(bench.faults).toEqual([]);
  });
});
