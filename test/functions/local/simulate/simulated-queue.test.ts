import { describe, expect, it } from '@jest/globals';
import { createRandom } from '../../../../functions/local/simulate/random.ts';
import { createSimulatedQueue } from '../../../../functions/local/simulate/simulated-queue.ts';
import { createVirtualClock } from '../../../../functions/local/simulate/virtual-clock.ts';
import { sleep } from '../../../../functions/session/clock.ts';

interface Invocation {
  readonly atMs: number;
  readonly poller: number;
  readonly batch: readonly number[];
}

function create(settings: {
  batchSize: number;
  batchWindowSeconds: number;
  pollers: number;
  workMs: number;
  isAllAtOnce?: boolean;
}) {
  const clock = createVirtualClock();
  const invocations: Invocation[] = [];
  const queue = createSimulatedQueue<number>({
    clock,
    random: createRandom(1),
    settings,
    pollers: settings.pollers,
    isAllAtOnce: settings.isAllAtOnce ?? false,
    async work(batch, poller) {
      invocations.push({ atMs: clock.now(), poller, batch });
      await sleep(clock, settings.workMs);
    },
  });
  return { clock, queue, invocations };
}

describe('createSimulatedQueue', () => {
  it('invokes when the first message has waited for the window', async () => {
    const { clock, queue, invocations } = create({
      batchSize: 10,
      batchWindowSeconds: 1,
      pollers: 1,
      workMs: 100,
    });
    queue.send(1);
    clock.setTimer(() => queue.send(2), 600);

    await clock.run();

    expect(invocations).toEqual([{ atMs: 1_000, poller: 0, batch: [1, 2] }]);
  });

  it('invokes at once when the batch is full', async () => {
    const { clock, queue, invocations } = create({
      batchSize: 2,
      batchWindowSeconds: 1,
      pollers: 1,
      workMs: 100,
    });
    queue.send(1);
    queue.send(2);

    await clock.run();

    expect(invocations).toEqual([{ atMs: 0, poller: 0, batch: [1, 2] }]);
  });

  it('keeps messages waiting while all are at work, and takes those that have waited at once', async () => {
    const { clock, queue, invocations } = create({
      batchSize: 3,
      batchWindowSeconds: 1,
      pollers: 1,
      workMs: 5_000,
    });
    for (const message of [1, 2, 3, 4, 5]) queue.send(message);
    expect(queue.countWaiting()).toBe(2);

    await clock.run();

    expect(invocations.map(({ atMs, batch }) => [atMs, batch])).toEqual([
      [0, [1, 2, 3]],
      [5_000, [4, 5]],
    ]);
    expect(queue.countWaiting()).toBe(0);
  });

  it('shares messages among pollers, each of which has one batch at a time and loses none', async () => {
    const { clock, queue, invocations } = create({
      batchSize: 4,
      batchWindowSeconds: 1,
      pollers: 3,
      workMs: 700,
    });
    for (let message = 0; message < 200; message++) clock.setTimer(() => queue.send(message), message * 20);

    await clock.run();

    expect(invocations.flatMap(({ batch }) => batch).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_one, message) => message),
    );
    for (const poller of [0, 1, 2]) {
      const times = invocations.filter((one) => one.poller === poller).map(({ atMs }) => atMs);
      for (const [index, atMs] of times.slice(1).entries()) {
        expect(atMs - times[index]!).toBeGreaterThanOrEqual(700);
      }
    }
  });

  it('gathers with five at first, and with one more every fifth of a second while messages wait', async () => {
    const { clock, queue, invocations } = create({
      batchSize: 1,
      batchWindowSeconds: 0,
      pollers: 50,
      workMs: 1_000,
    });
    for (let message = 0; message < 8; message++) queue.send(message);

    await clock.run();

    expect(invocations.map(({ atMs }) => atMs)).toEqual([0, 0, 0, 0, 0, 200, 400, 600]);
    expect(new Set(invocations.map(({ poller }) => poller)).size).toBe(8);
  });

  it('gathers with no more than that while they keep up, unless with all of them', async () => {
    const run = async (isAllAtOnce: boolean) => {
      const { clock, queue, invocations } = create({
        batchSize: 10,
        batchWindowSeconds: 1,
        pollers: 50,
        workMs: 100,
        isAllAtOnce,
      });
      for (let message = 0; message < 300; message++)
        clock.setTimer(() => queue.send(message), message * 100);
      await clock.run();
      return new Set(invocations.map(({ poller }) => poller)).size;
    };

    expect(await run(false)).toBe(5);
    expect(await run(true)).toBeGreaterThan(40);
  });

  it('invokes for each message without a window', async () => {
    const { clock, queue, invocations } = create({
      batchSize: 10,
      batchWindowSeconds: 0,
      pollers: 2,
      workMs: 100,
    });
    queue.send(1);
    queue.send(2);

    await clock.run();

    expect(invocations.map(({ atMs, batch }) => [atMs, batch])).toEqual([
      [0, [1]],
      [0, [2]],
    ]);
  });
});
