import { describe, expect, it } from '@jest/globals';
import type { Reserved, LineTurn } from '../../../functions/ledger/line.ts';
import { createMemoryLine } from '../../../functions/ledger/memory-line.ts';
import { createRandom } from '../../../functions/local/simulate/random.ts';
import { createVirtualClock } from '../../../functions/local/simulate/virtual-clock.ts';
import { sleep } from '../../../functions/session/clock.ts';
import { type Fired, plan, toWorstExcess, work } from './line-traffic.ts';

const turnsOf = (reserved: readonly Reserved[]): LineTurn[] =>
  reserved.flatMap((one) => (one.status === 'turn' ? [one.turn] : []));

function prepare() {
  const clock = createVirtualClock(1_000_000);
  const line = createMemoryLine({ plan, now: clock.now });
  const pass = async (ms: number) => {
    await clock.run(clock.now() + ms);
  };
  return { clock, line, pass };
}

describe('createMemoryLine', () => {
  it.each([2, 10, 50])('keeps %i workers of a simulation to burst and rate', async (workers) => {
    const { clock, line } = prepare();
    const random = createRandom(workers);
    const fired: Fired[] = [];
    const untilMs = clock.now() + 120_000;
    const done = Promise.all(
      Array.from({ length: workers }, () =>
        work({
          line,
          sleep: (ms) => sleep(clock, ms),
          random,
          now: clock.now,
          untilMs,
          most: 8,
          onFire: (turn) => fired.push({ atMs: clock.now(), turn }),
        }),
      ),
    );
    await clock.run();
    await done;

    expect(toWorstExcess(fired, plan)).toBeLessThanOrEqual(0);
    expect(fired.length).toBeGreaterThan(0.8 * plan.ratePerSecond * 120);
  });

  it('gives a burst, and what has come up since', async () => {
    const { line, pass } = prepare();

    expect(turnsOf(await line.reserve(Array.from({ length: 60 }, () => 'three')))).toHaveLength(20);
    await pass(1_000);
    expect(turnsOf(await line.reserve(Array.from({ length: 60 }, () => 'three')))).toHaveLength(8);
  });

  it('closes after a 429 and opens after the answer to its probe', async () => {
    const { line, pass } = prepare();
    const [turn] = turnsOf(await line.reserve(['one']));
    await line.settle(turn!, { status: 'refused' });

    expect(await line.reserve(['one'])).toEqual([{ status: 'closed', reason: 'http_429', forMs: 1_000 }]);
    expect(line.isGood(turn!)).toBe(false);
    expect(await line.redeem(turn!, 1)).toMatchObject({ status: 'closed' });
    await pass(1_000);
    const [probe, ...others] = await line.reserve(['one', 'one']);
    expect(probe).toMatchObject({ status: 'turn', turn: { isProbe: true } });
    // Its answer comes long before it perishes.
    expect(others).toEqual([{ status: 'closed', reason: 'http_429', forMs: 500 }]);
    await line.settle(turnsOf([probe!])[0]!, { status: 'inconclusive' });
    expect((await line.reserve(['one']))[0]?.status).toBe('closed');
    await line.settle(turnsOf([probe!])[0]!, { status: 'answered', spare: 3 });
    expect((await line.reserve(['one']))[0]).toMatchObject({ status: 'turn', turn: { isProbe: false } });
  });

  it.each(['one', 'three'] as const)(
    'sends the probe at once, for class %s too, when turns of half a minute lie ahead',
    async (turnClass) => {
      const { clock, line, pass } = prepare();
      const turns = turnsOf(await line.reserve(Array.from({ length: 250 }, () => 'one')));
      expect(line.delayMs(turns.at(-1)!)).toBeGreaterThan(25_000);
      await pass(500);
      await line.settle(turns[0]!, { status: 'answered', spare: -1 });

      await pass(1_000);
      const [probe] = turnsOf(await line.reserve([turnClass]));
      expect(probe).toMatchObject({ isProbe: true, atMs: clock.now() });
      expect(line.isGood(probe!)).toBe(true);
      await line.settle(probe!, { status: 'answered', spare: 3 });

      // Those that lay ahead are as they were, the next one is behind them.
      expect(turns.filter((turn) => line.isGood(turn)).length).toBeGreaterThan(0);
      expect(line.delayMs(turns.at(-1)!)).toBeGreaterThan(23_000);
      const [next] = turnsOf(await line.reserve(['one']));
      expect(next!.atMs).toBeGreaterThan(turns.at(-1)!.atMs);
    },
  );

  it('has whoever waits come in time, when turns are parts of a millisecond apart and timers a millisecond early', async () => {
    const clock = createVirtualClock(1_000_000);
    const line = createMemoryLine({ plan: { ...plan, ratePerSecond: 15.2 }, now: clock.now });
    const turns = turnsOf(await line.reserve(Array.from({ length: 60 }, () => 'one')));

    for (const turn of turns.slice(plan.burst)) {
      const delayMs = line.delayMs(turn);
      expect(delayMs).toBe(Math.round(delayMs));
      await clock.run(clock.now() + delayMs - 1);
      expect(line.isGood(turn)).toBe(true);
    }
  });

  it('tells whether a turn is still good', async () => {
    const { line, pass } = prepare();
    const turns = turnsOf(await line.reserve(Array.from({ length: 30 }, () => 'one')));
    const last = turns.at(-1)!;

    expect(line.delayMs(last)).toBe(626);
    expect(line.isGood(last)).toBe(false);
    await pass(625);
    expect(line.isGood(last)).toBe(true);
    expect(await line.redeem(last, 2)).toEqual({ status: 'perished' });
    await pass(3_001);
    expect(await line.redeem(last, 1)).toEqual({ status: 'perished' });
  });
});
