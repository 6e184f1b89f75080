import { describe, expect, it } from '@jest/globals';
import { createVirtualClock } from '../../../functions/local/simulate/virtual-clock.ts';
import { createRequestBudget } from '../../../functions/session/request-budget.ts';
import type { Permit, TurnWish } from '../../../functions/session/request-budget.ts';
import type { BudgetShare } from '../../../functions/session/budget-plan.ts';
import type { RateLimit } from '../../../functions/session/rate-limit.ts';

const startMs = 1_800_000_000_000;

interface Answer {
  readonly rateLimit?: RateLimit;
  readonly isRefused?: boolean;
}

/** Every permit is used at once; `answer` comes after 50 ms. */
function createBench(share: Partial<BudgetShare>, answer: (count: number) => Answer = () => ({})) {
  const clock = createVirtualClock(startMs);
  const budget = createRequestBudget({
    ratePerSecond: 10,
    burst: 5,
    reserve: 0,
    ...share,
    clock,
    random: () => 0.5,
  });
  const granted: { name: string; atMs: number }[] = [];
  const refused: { name: string; atMs: number }[] = [];

  function use(permit: Permit): void {
    const { rateLimit, isRefused = false } = answer(granted.length);
    clock.setTimer(() => permit.answered(rateLimit, isRefused), 50);
  }

  function ask(name: string, wish: Partial<TurnWish> = {}) {
    const turn = budget.ask({ deadlineMs: Infinity, priority: 1, ...wish });
    void turn.permit.then((permit) => {
      (permit ? granted : refused).push({ name, atMs: clock.now() - startMs });
      if (permit) use(permit);
    });
    return turn;
  }
  return { clock, budget, ask, granted, refused };
}

/** Sends one ahead, so that what follows is not held back until Auth0 has been heard. */
async function warmUp({ clock, ask, granted }: ReturnType<typeof createBench>): Promise<void> {
  ask('warm-up');
  await clock.run(startMs + 1_000);
  granted.length = 0;
}

describe('createRequestBudget', () => {
  it('lets a burst go at once and then keeps to the rate', async () => {
    const bench = createBench({});
    await warmUp(bench);

    for (let count = 0; count < 8; count++) bench.ask(`${count}`);
    await bench.clock.run();

    expect(bench.granted.map(({ atMs }) => atMs)).toEqual([
      1_000, 1_000, 1_000, 1_000, 1_000, 1_100, 1_200, 1_300,
    ]);
  });

  it('sends one ahead when it has not heard from Auth0 for a while', async () => {
    const bench = createBench({});

    for (let count = 0; count < 3; count++) bench.ask(`${count}`);
    await bench.clock.run();

    expect(bench.granted.map(({ atMs }) => atMs)).toEqual([0, 50, 50]);
  });

  it('serves by priority, and by arrival within it', async () => {
    const bench = createBench({ burst: 1 });
    await warmUp(bench);

    bench.ask('first');
    bench.ask('low', { priority: 2 });
    bench.ask('b');
    bench.ask('c');
    bench.ask('high', { priority: 0 });
    await bench.clock.run();

    expect(bench.granted.map(({ name }) => name)).toEqual(['first', 'high', 'b', 'c', 'low']);
  });

  it('lets a waiting turn become more urgent and more patient', async () => {
    const bench = createBench({ burst: 1 });
    await warmUp(bench);

    bench.ask('first');
    bench.ask('b');
    const turn = bench.ask('hurried', { priority: 2, deadlineMs: startMs + 1_250 });
    turn.hurry({ priority: 0, deadlineMs: startMs + 5_000 });
    await bench.clock.run();

    expect(bench.granted.map(({ name }) => name)).toEqual(['first', 'hurried', 'b']);
  });

  it('tells at once who waits in vain, and counts nobody ahead who does', async () => {
    const bench = createBench({ burst: 1 });
    await warmUp(bench);

    bench.ask('first');
    bench.ask('in time', { deadlineMs: startMs + 1_100 });
    bench.ask('in vain', { deadlineMs: startMs + 1_150 });
    bench.ask('patient', { deadlineMs: startMs + 1_200 });
    await bench.clock.run();

    expect(bench.granted.map(({ name }) => name)).toEqual(['first', 'in time', 'patient']);
    expect(bench.refused).toEqual([{ name: 'in vain', atMs: 1_000 }]);
  });

  it('tells by the deadline who has been overtaken', async () => {
    const bench = createBench({ burst: 1 });
    await warmUp(bench);

    bench.ask('first');
    bench.ask('overtaken', { deadlineMs: startMs + 1_150 });
    bench.ask('high', { priority: 0 });
    await bench.clock.run();

    expect(bench.granted.map(({ name }) => name)).toEqual(['first', 'high']);
    expect(bench.refused.map(({ name }) => name)).toEqual(['overtaken']);
    expect(bench.refused[0]?.atMs).toBeLessThanOrEqual(1_150);
  });

  it('lets somebody else have a permit that was not used', async () => {
    const { clock, budget } = createBench({ ratePerSecond: 0.001, burst: 1 });
    const first = await budget.ask({ deadlineMs: Infinity, priority: 1 }).permit;
    const second = budget.ask({ deadlineMs: Infinity, priority: 1 }).permit;

    first?.unused();
    await clock.run(startMs);

    await expect(second).resolves.toBeDefined();
  });

  it('keeps to the reserve after permits were given back, whose numbers an answer does not know', async () => {
    const { clock, budget } = createBench({ ratePerSecond: 1, burst: 20, reserve: 10 });
    const ask = () => budget.ask({ deadlineMs: Infinity, priority: 1 }).permit;
    const warmUp = await ask();
    warmUp?.answered({ limit: 50, remaining: 50 }, false);
    const permits = await Promise.all(Array.from({ length: 10 }, ask));

    for (const permit of permits.slice(0, 9)) permit?.unused();
    permits[9]?.answered({ limit: 50, remaining: 10 }, false);
    let granted = 0;
    for (let count = 0; count < 9; count++) void ask().then(() => (granted += 1));
    await clock.run(startMs + 1);

    expect(granted).toBe(0);
  });

  it('says of a permit whether a 429 has come since', async () => {
    const { clock, budget } = createBench({ burst: 3 });
    const ask = () => budget.ask({ deadlineMs: Infinity, priority: 1 }).permit;
    (await ask())?.answered({}, false);
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(second?.isGood()).toBe(true);

    first?.answered({ retryAtMs: startMs + 10_000 }, true);
    expect(second?.isGood()).toBe(false);
    await clock.run(startMs + 10_000);

    expect(second?.isGood()).toBe(true);
  });

  it('does not drive the shared bucket below the reserve, whoever drained it', async () => {
    let remaining = 50;
    const bench = createBench({ ratePerSecond: 10, burst: 100, reserve: 25 }, () => ({
      rateLimit: { limit: 50, remaining: (remaining -= 1) },
    }));

    for (let count = 0; count < 60; count++) bench.ask(`${count}`, { deadlineMs: startMs + 4_000 });
    await bench.clock.run();

    // The first looks; then what is above the reserve, and nothing arrives but what refills in that time.
    expect(bench.granted.filter(({ atMs }) => atMs <= 60)).toHaveLength(25);
  });

  it('looks less and less often at a bucket that others keep drained, and recovers by itself', async () => {
    let remaining = 10;
    const bench = createBench({ ratePerSecond: 4, burst: 12, reserve: 25 }, () => ({
      rateLimit: { limit: 50, remaining },
    }));
    for (let count = 0; count < 200; count++) bench.ask(`${count}`);
    await bench.clock.run(startMs + 60_000);
    const drained = bench.granted.length;
    expect(drained).toBeLessThan(20);

    remaining = 45;
    await bench.clock.run(startMs + 120_000);

    // At the latest after the longest pause it is back at 4 a second.
    expect(bench.granted.length - drained).toBeGreaterThan(180 - 4 * 15);
  });

  it('does not starve when the bucket is smaller than its plan says', async () => {
    const bench = createBench({ ratePerSecond: 4, burst: 12, reserve: 25 }, () => ({
      rateLimit: { limit: 10, remaining: 9 },
    }));

    for (let count = 0; count < 20; count++) bench.ask(`${count}`);
    await bench.clock.run(startMs + 20_000);

    expect(bench.granted).toHaveLength(20);
  });

  it('does not starve after answers that never came', async () => {
    const bench = createBench({ ratePerSecond: 4, burst: 12, reserve: 2 }, (count) =>
      count === 1 ? { rateLimit: { limit: 10, remaining: 9 } } : {},
    );

    for (let count = 0; count < 60; count++) bench.ask(`${count}`);
    await bench.clock.run(startMs + 30_000);

    expect(bench.granted).toHaveLength(60);
  });

  it.each<[string, RateLimit | undefined, number]>([
    ['Retry-After', { retryAtMs: startMs + 7_000, resetAtMs: startMs + 1_000 }, 7_000],
    ['the reset', { resetAtMs: startMs + 3_000 }, 3_000],
    ['a pause of its own without either', undefined, 50 + 500 * 0.75],
  ])('keeps everything back after a 429 for %s', async (_what, rateLimit, expectedMs) => {
    const bench = createBench({ ratePerSecond: 100 }, (count) =>
      count === 1 ? { isRefused: true, ...(rateLimit && { rateLimit }) } : {},
    );

    bench.ask('refused');
    bench.ask('next');
    await bench.clock.run();

    expect(bench.granted[1]?.atMs).toBe(Math.ceil(expectedMs));
  });

  it('heeds the longest of several answers that were on their way', async () => {
    const bench = createBench({}, (count) =>
      count === 1 ? {} : { isRefused: true, rateLimit: { retryAtMs: startMs + count * 3_000 } },
    );
    await warmUp(bench);
    bench.ask('not heard of'); // the counts of the answers begin anew
    bench.ask('2nd');
    bench.ask('3rd');
    await bench.clock.run(startMs + 1_200);
    expect(bench.granted).toHaveLength(3);

    bench.ask('next');
    await bench.clock.run(startMs + 20_000);

    expect(bench.granted[3]?.atMs).toBe(9_000);
  });

  it('pauses longer with every 429 in a row', async () => {
    const bench = createBench({ ratePerSecond: 100, burst: 100 }, () => ({ isRefused: true }));

    for (let count = 0; count < 6; count++) bench.ask(`${count}`);
    await bench.clock.run();

    const pauses = bench.granted.map(({ atMs }, index) => atMs - (bench.granted[index - 1]?.atMs ?? 0));
    expect(pauses.slice(2)).toEqual(pauses.slice(2).sort((a, b) => a - b));
    expect(pauses[5]).toBeGreaterThan(5_000);
  });

  it('tells at once after a 429 who cannot wait for its end', async () => {
    const bench = createBench({}, () => ({ isRefused: true, rateLimit: { retryAtMs: startMs + 60_000 } }));
    bench.ask('refused');
    bench.ask('too late', { deadlineMs: startMs + 59_000 });
    bench.ask('in time', { deadlineMs: startMs + 61_000 });
    await bench.clock.run();

    expect(bench.refused).toEqual([{ name: 'too late', atMs: 50 }]);
    expect(bench.granted[1]?.name).toBe('in time');
  });

  it.each([[{ ratePerSecond: 0 }], [{ ratePerSecond: Number.NaN }], [{ burst: 0.5 }], [{ reserve: -1 }]])(
    'refuses %j',
    (share) => {
      expect(() => createBench(share)).toThrow('wrong request budget');
    },
  );
});
