import { describe, expect, it } from '@jest/globals';
import { createLookUpMeter } from '../../../functions/session/look-up-meter.ts';
import { createBench, found, startMs } from './virtual-auth0.ts';

describe('createLookUpMeter', () => {
  it('adds up what look-ups do, and begins anew when taken', async () => {
    let nowMs = startMs;
    const meter = createLookUpMeter({ ratePerSecond: 2, now: () => nowMs });
    const { clock, lookUp } = createBench(
      (request, count) => (count === 1 ? { status: 'rate_limited' } : found(request)),
      { onEvent: meter.onEvent, budget: { ratePerSecond: 2, burst: 1, reserve: 0 } },
    );
    void lookUp('S1', 0);
    void lookUp('S1', 0);
    void lookUp('S2', 0);
    await clock.run();
    void lookUp('S1', 0);
    await clock.run();
    nowMs = clock.now();

    const figures = meter.take();

    expect(figures).toMatchObject({
      lookUps: 4,
      statuses: { enriched: 4 },
      cacheHits: 1,
      shared: 1,
      requests: 3,
      throttled: 1,
      failed: 0,
      breaker: 'closed',
      refused: { unauthorized: 0, forbidden: 0 },
    });
    expect(figures.waitMs).toBeGreaterThan(500);
    expect(figures.budgetUsed).toBeGreaterThan(0.5);
    expect(meter.take()).toMatchObject({ lookUps: 0, requests: 0, statuses: {} });
  });

  it('tells what somebody has to act on', async () => {
    const meter = createLookUpMeter({ ratePerSecond: 2, now: () => startMs });
    const { clock, lookUp } = createBench(
      (_, count) => (count === 1 ? { status: 'forbidden' } : { status: 'unavailable' }),
      { onEvent: meter.onEvent },
    );
    const first = lookUp('S1', 0);
    await clock.run();
    await first;
    await clock.run(startMs + 300_100);
    for (const id of ['S2', 'S3', 'S4']) void lookUp(id, 0);
    await clock.run(startMs + 302_000);

    const figures = meter.take();

    expect(figures.refused.forbidden).toBe(1);
    expect(figures.failed).toBeGreaterThanOrEqual(5);
    expect(figures.breaker).toBe('open');
  });
});
