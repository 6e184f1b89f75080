import { describe, expect, it } from '@jest/globals';
import type { LookUpLine, Reserved, LineTurn } from '../../../functions/ledger/line.ts';
import { createTableLine } from '../../../functions/ledger/table-line.ts';
import { createRandom } from '../../../functions/local/simulate/random.ts';
import { createVirtualClock } from '../../../functions/local/simulate/virtual-clock.ts';
import { sleep } from '../../../functions/session/clock.ts';
import { createVirtualTables } from '../../support/virtual-table.ts';
import { type Fired, plan, toWorstExcess, work } from './line-traffic.ts';

const startMs = 1_772_450_104_321;

function prepare(seed = 1) {
  const clock = createVirtualClock(startMs);
  const random = createRandom(seed);
  const tables = createVirtualTables(clock, random);
  const alone: string[] = [];
  const open = (options: { skewMs?: number; tellsRefused?: boolean; mostWorkers?: number } = {}) =>
    createTableLine({
      table: tables.connect(options),
      plan,
      mostWorkers: options.mostWorkers ?? 5,
      now: () => clock.now() + (options.skewMs ?? 0),
      onAlone: (code) => alone.push(code),
    });
  /** Does the work while virtual time passes. */
  async function run<Result>(body: () => Promise<Result>): Promise<Result> {
    const result = body();
    await clock.run();
    return result;
  }
  return { clock, random, tables, alone, open, run, pause: (ms: number) => sleep(clock, ms) };
}

const turnsOf = (reserved: readonly Reserved[]): LineTurn[] =>
  reserved.flatMap((one) => (one.status === 'turn' ? [one.turn] : []));
const forMsOf = (reserved: Reserved | undefined) =>
  reserved?.status === 'closed' ? reserved.forMs : undefined;
const many = (count: number, turnClass: 'one' | 'two' | 'three' | 'spare' = 'one') =>
  Array.from({ length: count }, () => turnClass);

describe('createTableLine', () => {
  it.each<[workers: number, tellsRefused: boolean]>([
    [2, true],
    [10, true],
    [50, true],
    [10, false],
  ])(
    'keeps %i workers to burst and rate, with clocks 5 s apart, stalls and cold starts (refusals tell the item: %s)',
    async (workers, tellsRefused) => {
      const { clock, random, tables, open, run, pause } = prepare(workers);
      const fired: Fired[] = [];
      const untilMs = startMs + 120_000;

      await run(() =>
        Promise.all(
          Array.from({ length: workers }, async (_one, index) => {
            // A worker dies after half a minute, and another one begins, with another clock.
            for (let bornAtMs = clock.now(); bornAtMs < untilMs; bornAtMs = clock.now()) {
              const skewMs = (index % 2 === 0 ? -1 : 1) * 2_500 * random();
              await work({
                line: open({ skewMs, tellsRefused }),
                sleep: pause,
                random,
                now: clock.now,
                untilMs: Math.min(untilMs, bornAtMs + 30_000),
                most: 8,
                onFire: (turn) => fired.push({ atMs: clock.now(), turn }),
              });
            }
          }),
        ),
      );

      expect(toWorstExcess(fired, plan)).toBeLessThanOrEqual(0);
      // It is used as well: stalled turns are lost, and no others.
      expect(fired.length).toBeGreaterThan(0.7 * plan.ratePerSecond * 120);
      // A turn is never used before its time, whatever the local clock says.
      expect(fired.filter(({ atMs, turn }) => atMs < turn.atMs)).toEqual([]);
      expect(fired.filter(({ atMs, turn }) => atMs > turn.atMs + 3_000)).toEqual([]);
      expect(tables.counts.updates).toBeLessThan(workers * 400);
    },
  );

  it('gives the burst at once and the rest at the rate, to the worthiest first', async () => {
    const { open, run } = prepare();
    const line = open();

    const reserved = await run(() => line.reserve(['two', ...many(30), 'three', 'spare']));

    expect(reserved[0]?.status).toBe('turn');
    expect(reserved.slice(-2)).toEqual([{ status: 'full' }, { status: 'full' }]);
    const turns = turnsOf(reserved.slice(1));
    const first = turns[0]!.atMs;
    expect(turns.map(({ atMs }) => Math.round(atMs - first))).toEqual([
      ...many(25).map(() => 0),
      125,
      250,
      375,
      500,
      625,
    ]);
    expect(Math.round(turnsOf(reserved)[0]!.atMs - first)).toBe(750);
  });

  it('leaves a part of the burst to worthier classes', async () => {
    const { open, run } = prepare();
    const [spare, three, two] = await run(async () => {
      const line = open();
      return [
        await line.reserve(many(30, 'spare')),
        await line.reserve(many(30, 'three')),
        await line.reserve(many(30, 'two')),
      ];
    });

    expect(turnsOf(spare!)).toHaveLength(13);
    expect(turnsOf(three!)).toHaveLength(7);
    expect(turnsOf(two!)).toHaveLength(13);
  });

  it('takes one update for a batch, one more for a worker that is new, and none for what is full', async () => {
    const { open, run, tables } = prepare();
    await run(async () => {
      const line = open();
      await line.reserve(many(5));
      expect(tables.counts).toEqual({ updates: 1, refused: 0, reads: 1 });
      await line.reserve([...many(40), ...many(40, 'spare')]);
      expect(tables.counts).toEqual({ updates: 2, refused: 0, reads: 1 });
      await line.reserve(many(40, 'spare'));
      await line.reserve([]);
    });

    expect(tables.counts).toEqual({ updates: 2, refused: 0, reads: 1 });
  });

  it('reads the line before it writes when it has not seen it for a while: others have', async () => {
    const { open, run, pause, tables } = prepare();
    await run(async () => {
      const [line, other] = [open(), open()];
      await line.reserve(['one']);
      await other.reserve(many(25));
      await pause(600);
      tables.counts.reads = 0;
      await line.reserve(many(40, 'spare'));
    });

    expect(tables.counts).toMatchObject({ reads: 1, refused: 0 });
  });

  it.each([-60_000, 0, 60_000])(
    'gives a turn for now to a worker whose clock is %i ms ahead',
    async (skewMs) => {
      const { clock, open, run } = prepare();
      await run(async () => {
        const line = open({ skewMs });
        const [turn] = turnsOf(await line.reserve(['one']));

        expect(Math.abs(turn!.atMs - clock.now())).toBeLessThan(1_100);
        expect(line.delayMs(turn!)).toBe(0);
        expect(line.isGood(turn!)).toBe(true);
      });
    },
  );

  it('lets nobody use a turn before its time', async () => {
    const { open, run, pause } = prepare();
    await run(async () => {
      const line = open();
      const last = turnsOf(await line.reserve(many(40))).at(-1)!;

      expect(line.isGood(last)).toBe(false);
      await pause(line.delayMs(last));
      expect(line.isGood(last)).toBe(true);
    });
  });

  it('lets a turn be used from its very millisecond on', async () => {
    const { clock, tables, run } = prepare();
    await run(async () => {
      const table = tables.connect();
      let leastMs: number | undefined;
      const read = () => (leastMs === undefined ? table.time.read() : { leastMs, mostMs: leastMs });
      const line = createTableLine({
        table: { ...table, time: { ...table.time, read } },
        plan,
        mostWorkers: 5,
        now: () => clock.now(),
      });
      const last = turnsOf(await line.reserve(many(40))).at(-1)!;

      leastMs = last.atMs - 1;
      expect(line.isGood(last)).toBe(false);
      leastMs = last.atMs;
      expect(line.isGood(last)).toBe(true);
    });
  });

  it('keeps a class to its limit also when others came in between', async () => {
    const { open, run } = prepare();
    await run(async () => {
      const [line, other] = [open(), open()];
      await line.reserve(['one']);
      await other.reserve(many(30));

      expect(turnsOf(await line.reserve(many(5, 'spare')))).toEqual([]);
      expect(turnsOf(await line.reserve(many(30, 'two'))).length).toBeLessThan(5);
    });
  });

  it('lets a turn perish after 3 s, or when it was delivered twice', async () => {
    const { open, run, pause } = prepare();
    await run(async () => {
      const line = open();
      const [turn, other] = turnsOf(await line.reserve(many(2)));
      await pause(1_000);
      expect(line.isGood(turn!)).toBe(true);
      expect(await line.redeem(turn!, 1)).toEqual({ status: 'good' });
      expect(await line.redeem(other!, 2)).toEqual({ status: 'perished' });
      await pause(2_500);
      expect(line.isGood(turn!)).toBe(false);
      expect(await line.redeem(turn!, 1)).toEqual({ status: 'perished' });
    });
  });

  it('closes for all workers after a 429, longer each time, and sends one probe first', async () => {
    const { open, run, pause, tables } = prepare();
    await run(async () => {
      const [one, other] = [open(), open()];
      const [turn, late] = turnsOf(await one.reserve(many(2)));
      const [known] = turnsOf(await other.reserve(many(1)));

      await one.settle(turn!, { status: 'refused', retryInMs: 4_000 });
      // Asked before the closing, refused after it: no news.
      const { updates } = tables.counts;
      await one.settle(late!, { status: 'refused', retryInMs: 60_000 });
      expect(tables.counts.updates).toBe(updates);
      const [closed] = await other.reserve(['one']);
      expect(closed).toMatchObject({ status: 'closed', reason: 'http_429' });
      expect(forMsOf(closed)).toBeLessThan(5_500);
      expect(other.isGood(known!)).toBe(false);

      await pause(5_500);
      const [first, ...rest] = await one.reserve(many(3));
      expect(first).toMatchObject({ status: 'turn', turn: { isProbe: true } });
      expect(rest.map(({ status }) => status)).toEqual(['closed', 'closed']);
      expect((await other.reserve(['one']))[0]?.status).toBe('closed');

      await one.settle(turnsOf([first!])[0]!, { status: 'answered', spare: 5 });
      const opened = turnsOf(await other.reserve(many(25)));
      expect(opened.filter(({ isProbe }) => isProbe)).toEqual([]);
      // There is no burst after a closing, but what has come up since.
      expect(opened[24]!.atMs - opened[0]!.atMs).toBeGreaterThan(1_000);
    });
  });

  it('closes when little is left to others, and again while the probe finds it so', async () => {
    const { open, run, pause } = prepare();
    await run(async () => {
      const line = open();
      const [turn] = turnsOf(await line.reserve(['one']));
      await line.settle(turn!, { status: 'answered', spare: -16 });
      const [closed] = await line.reserve(['one']);
      expect(closed).toMatchObject({ status: 'closed', reason: 'low_remaining' });
      expect(forMsOf(closed)).toBeGreaterThanOrEqual(2_000);
      expect(forMsOf(closed)).toBeLessThan(3_100);

      await pause(3_500);
      const [probe] = turnsOf(await line.reserve(['one']));
      await line.settle(probe!, { status: 'answered', spare: -16 });
      const [again] = await line.reserve(['one']);
      expect(forMsOf(again)).toBeGreaterThanOrEqual(3_000);
    });
  });

  it.each(['one', 'three'] as const)(
    'sends the probe at once, for class %s too, when turns of half a minute lie ahead',
    async (turnClass) => {
      const { open, run, pause } = prepare();
      await run(async () => {
        const [one, other] = [open(), open()];
        const turns = turnsOf(await one.reserve(many(250)));
        expect(one.delayMs(turns.at(-1)!)).toBeGreaterThan(25_000);
        await one.settle(turns[0]!, { status: 'answered', spare: -1 });

        await pause(3_500);
        const [probe] = turnsOf(await other.reserve([turnClass]));
        expect(probe).toMatchObject({ isProbe: true });
        expect(other.delayMs(probe!)).toBe(0);
        expect(other.isGood(probe!)).toBe(true);
        expect(turnsOf(await one.reserve(many(3)))).toEqual([]);
        await other.settle(probe!, { status: 'answered', spare: 3 });

        const [next] = turnsOf(await one.reserve(many(1)));
        expect(next!.atMs).toBeGreaterThan(turns.at(-1)!.atMs);
        expect(turns.filter((turn) => one.isGood(turn)).length).toBeGreaterThan(0);
      });
    },
  );

  it('sends another probe when nobody hears of the first', async () => {
    const { open, run, pause } = prepare();
    await run(async () => {
      const line = open();
      await line.close('circuit_open', 1_000);
      await pause(2_100);
      expect(turnsOf(await line.reserve(['one']))).toHaveLength(1);
      expect(turnsOf(await line.reserve(['one']))).toHaveLength(0);
      await pause(6_100);
      expect(turnsOf(await open().reserve(['one']))).toHaveLength(1);
    });
  });

  it('closes for as long as it is told, whatever the reason', async () => {
    const { open, run } = prepare();
    await run(async () => {
      await open().close('forbidden', 300_000);
      await open().close('http_429', 1_000);
      const [closed] = await open().reserve(['one']);

      expect(closed).toMatchObject({ status: 'closed', reason: 'forbidden' });
      expect(forMsOf(closed)).toBeGreaterThan(295_000);
    });
  });

  it('goes by its share of the budget while the table is out of reach, and begins without a burst', async () => {
    const { open, run, pause, tables, alone, clock, random } = prepare();
    const fired: Fired[] = [];
    const onFire = (turn: LineTurn) => fired.push({ atMs: clock.now(), turn });
    tables.isDown = true;

    await run(async () => {
      const lines = Array.from({ length: 5 }, () => open({ mostWorkers: 5 }));
      const first = await Promise.all(lines.map((line: LookUpLine) => line.reserve(['one'])));
      expect(turnsOf(first.flat()).map(({ from }) => from)).toEqual(lines.map(() => 'share'));
      expect(lines[0]!.delayMs(turnsOf(first[0]!)[0]!)).toBeGreaterThan(500);
      const untilMs = clock.now() + 60_000;
      await Promise.all(
        lines.map((line) => work({ line, sleep: pause, random, now: clock.now, untilMs, most: 5, onFire })),
      );
    });

    expect(toWorstExcess(fired, plan)).toBeLessThanOrEqual(0);
    expect(fired.length).toBeGreaterThan(0.7 * plan.ratePerSecond * 60);
    expect(alone).toEqual(Array.from({ length: 5 }, () => 'InternalFailure'));
  });

  it('comes back to the line without a second burst, and with nobody else’s share', async () => {
    const { open, run, pause, tables, alone } = prepare();
    await run(async () => {
      const line = open();
      tables.isDown = true;
      const [share] = turnsOf(await line.reserve(['one']));
      tables.isDown = false;
      await pause(60_000);
      const turns = turnsOf(await line.reserve(many(3)));

      expect(turns.map(({ from }) => from)).toEqual(['line', 'line', 'line']);
      expect(turns[2]!.atMs - turns[0]!.atMs).toBeGreaterThan(200);
      expect(await line.redeem(share!, 1)).toEqual({ status: 'perished' });
      expect(alone).toHaveLength(1);
    });
  });

  it('refuses a number of workers that is none', () => {
    const { tables } = prepare();
    expect(() => createTableLine({ table: tables.connect(), plan, mostWorkers: 0, now: () => 0 })).toThrow(
      'mostWorkers must be a whole number above 0, got 0',
    );
  });
});
