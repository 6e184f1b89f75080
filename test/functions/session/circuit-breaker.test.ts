import { describe, expect, it } from '@jest/globals';
import { createVirtualClock } from '../../../functions/local/simulate/virtual-clock.ts';
import { createCircuitBreaker } from '../../../functions/session/circuit-breaker.ts';
import type { BreakerState } from '../../../functions/session/circuit-breaker.ts';

function createBench() {
  const clock = createVirtualClock();
  const changes: BreakerState[] = [];
  const breaker = createCircuitBreaker({ clock, random: () => 1, onChange: (state) => changes.push(state) });
  async function failTimes(count: number): Promise<void> {
    for (let at = 0; at < count; at++) (await breaker.enter())?.failed();
  }
  return { clock, breaker, changes, failTimes };
}

describe('createCircuitBreaker', () => {
  it('opens after five failures in a row, not after five altogether', async () => {
    const { breaker, failTimes } = createBench();
    await failTimes(4);
    (await breaker.enter())?.succeeded();
    await failTimes(4);
    expect(breaker.state).toBe('closed');

    await failTimes(1);

    expect(breaker.state).toBe('open');
    await expect(breaker.enter()).resolves.toBeUndefined();
  });

  it('lets one try after a second, and the others wait for how it goes', async () => {
    const { clock, breaker, changes, failTimes } = createBench();
    await failTimes(5);
    await clock.run(1_000);

    const trial = await breaker.enter();
    const others = [breaker.enter(), breaker.enter()];
    trial?.succeeded();

    expect((await Promise.all(others)).every((passage) => passage !== undefined)).toBe(true);
    expect(changes).toEqual(['open', 'half_open', 'closed']);
  });

  it('turns the others away when the trial fails, and stays open for longer', async () => {
    const { clock, breaker, failTimes } = createBench();
    await failTimes(5);
    await clock.run(1_000);

    const trial = await breaker.enter();
    const other = breaker.enter();
    trial?.failed();

    await expect(other).resolves.toBeUndefined();
    await clock.run(2_999);
    expect(breaker.state).toBe('open');
    await clock.run(3_000);
    expect(breaker.state).toBe('half_open');
  });

  it('lets another one try when a trial says nothing', async () => {
    const { clock, breaker, failTimes } = createBench();
    await failTimes(5);
    await clock.run(1_000);

    const trial = await breaker.enter();
    const other = breaker.enter();
    trial?.inconclusive();
    (await other)?.succeeded();

    expect(breaker.state).toBe('closed');
  });

  it('never stays open for more than ten seconds at a time', async () => {
    const { clock, breaker, failTimes } = createBench();
    await failTimes(5);
    for (let trial = 0; trial < 20; trial++) {
      await clock.run(clock.now() + 10_000);
      expect(breaker.state).toBe('half_open');
      await failTimes(1);
    }
  });

  it('takes late failures of requests from before for what they are', async () => {
    const { clock, breaker, failTimes } = createBench();
    const late = await breaker.enter();
    await failTimes(5);
    await clock.run(900);
    late?.failed();

    await clock.run(1_000);

    expect(breaker.state).toBe('half_open');
  });
});
