import { describe, expect, it } from '@jest/globals';
import { createVirtualClock } from '../../../../functions/local/simulate/virtual-clock.ts';

describe('createVirtualClock', () => {
  it('fires timers by time, then in the order in which they were set', async () => {
    const clock = createVirtualClock(100);
    const fired: string[] = [];
    const note = (name: string) => () => fired.push(`${name}@${clock.now()}`);

    clock.setTimer(note('late'), 20);
    clock.setTimer(note('a'), 10);
    clock.setTimer(note('b'), 10);
    clock.setTimer(note('never'), 5)();
    clock.setTimer(note('overdue'), -5);
    await clock.run();

    expect(fired).toEqual(['overdue@100', 'a@110', 'b@110', 'late@120']);
  });

  it('lets everything that a timer set going happen before the next', async () => {
    const clock = createVirtualClock();
    const happened: string[] = [];

    clock.setTimer(() => {
      void (async () => {
        for (let step = 0; step < 50; step++) await Promise.resolve();
        happened.push('chain');
        clock.setTimer(() => happened.push('set by the chain'), 0);
      })();
    }, 1);
    clock.setTimer(() => happened.push('next'), 2);
    await clock.run();

    expect(happened).toEqual(['chain', 'set by the chain', 'next']);
  });

  it('stops where it is told to, and goes on from there', async () => {
    const clock = createVirtualClock();
    let count = 0;
    clock.setTimer(() => (count += 1), 10);
    clock.setTimer(() => (count += 1), 11);

    await clock.run(10);
    expect([clock.now(), count]).toEqual([10, 1]);
    await clock.run(50);
    expect([clock.now(), count]).toEqual([50, 2]);
  });

  it('stays in order when most timers are called off', async () => {
    const clock = createVirtualClock();
    const fired: number[] = [];
    for (let at = 5_000; at > 0; at--) {
      const cancel = clock.setTimer(() => fired.push(at), at);
      if (at % 7 !== 0) cancel();
    }

    await clock.run();

    expect(fired).toEqual(Array.from({ length: 714 }, (_, index) => 7 * (index + 1)));
  });
});
