import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDynamoDbTable, createLedgerClient } from '../../../functions/ledger/dynamodb-table.ts';
import type { LedgerTable } from '../../../functions/ledger/ledger-table.ts';
import { createTableLine } from '../../../functions/ledger/table-line.ts';
import { createCircuitBreaker } from '../../../functions/session/circuit-breaker.ts';
import { systemClock } from '../../../functions/session/clock.ts';
import { toClientOptions } from '../../support/aws/aws-stand-in.ts';
import { tableServers, type TableServer } from '../../support/ledger-tables.ts';
import { type Fired, plan, toWorstExcess, work } from './line-traffic.ts';

/** A moment in the suite; `LINE_RACE_SECONDS=20` for 2, 10 and 50 workers that long. */
const longRaceSeconds = Number(process.env['LINE_RACE_SECONDS'] ?? 0);
const seconds = longRaceSeconds || 1.2;
const crowds = longRaceSeconds === 0 ? [10] : [2, 10, 50];

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe.each(tableServers)('createTableLine on %s', (_name, start) => {
  let server: TableServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());

  it.each(crowds)(
    'keeps %i racing workers to burst and rate, with clocks 5 s apart and cold starts',
    async (workers) => {
      const tableName = `line-${workers}`;
      await server.createTable(tableName);
      const fired: Fired[] = [];
      const counts = { updates: 0, refused: 0, reads: 0, failed: 0, coldStarts: 0, alone: 0 };
      const untilMs = Date.now() + seconds * 1_000;

      await Promise.all(
        Array.from({ length: workers }, async (_one, index) => {
          const client = createLedgerClient(toClientOptions(server.endpoint));
          while (Date.now() < untilMs) {
            const skewMs = (index % 2 === 0 ? -1 : 1) * 2_500;
            const now = () => Date.now() + skewMs;
            const breaker = createCircuitBreaker({ clock: systemClock, random: Math.random });
            const table = count(createDynamoDbTable({ tableName, client, breaker, now }), counts);
            const line = createTableLine({
              table,
              plan,
              mostWorkers: workers,
              now,
              onAlone: () => void (counts.alone += 1),
            });
            counts.coldStarts += 1;
            await work({
              line,
              sleep,
              random: Math.random,
              now: Date.now,
              untilMs: Math.min(untilMs, Date.now() + (seconds * 1_000) / 3),
              // Turns within the second, so that nobody waits for a minute.
              classes: ['two', 'three', 'spare'],
              most: 5,
              stalls: 0,
              onFire: (turn) => fired.push({ atMs: Date.now(), turn }),
            });
          }
          client.destroy();
        }),
      );

      const excess = toWorstExcess(fired, plan);
      if (longRaceSeconds > 0) {
        const figures = { workers, seconds, requests: fired.length, excess, ...counts };
        process.stdout.write(`${JSON.stringify(figures)}\n`);
      }
      expect(excess).toBeLessThanOrEqual(0);
      expect(fired.length).toBeGreaterThanOrEqual(10);
      expect(counts.failed).toBe(0);
    },
    30_000 + seconds * 10_000,
  );
});

function count(
  table: LedgerTable,
  counts: { updates: number; refused: number; reads: number; failed: number },
): LedgerTable {
  return {
    ...table,
    async update(one) {
      const answer = await table.update(one);
      counts.updates += 1;
      if (answer.status === 'refused') counts.refused += 1;
      if (answer.status === 'failed') counts.failed += 1;
      return answer;
    },
    async read(key, options) {
      counts.reads += 1;
      return table.read(key, options);
    },
  };
}
