import { describe, expect, it } from '@jest/globals';
import { createLookUpMeter } from '../../../functions/session/look-up-meter.ts';
import { createStageBench, found } from '../enrich/look-up/stage-bench.ts';
import { startMs, toEvent, toLogin } from '../ledger/ledger-events.ts';

describe('createLookUpMeter', () => {
  it('adds up what look-ups do, and begins anew when taken', async () => {
    let nowMs = startMs;
    const meter = createLookUpMeter({ ratePerSecond: 2, now: () => nowMs });
    const { clock, lookUp } = createStageBench(
      (request, count) => (count === 1 ? { status: 'unavailable' } : found(request)),
      { onEvent: meter.onEvent },
    );
    await lookUp([toLogin(0), toEvent('ssa', 100)]);
    await lookUp([toEvent('ssa', 200)]);
    nowMs = clock.now();

    const figures = meter.take();

    expect(figures).toMatchObject({
      lookUps: 3,
      statuses: { enriched: 3 },
      cacheHits: 1,
      shared: 1,
      requests: 2,
      throttled: 0,
      failed: 1,
      requestMs: 100,
      slowestRequestMs: 50,
      breaker: 'closed',
      refused: { unauthorized: 0, forbidden: 0 },
    });
    expect(figures.budgetUsed).toBeGreaterThan(0.5);
    expect(meter.take()).toMatchObject({ lookUps: 0, requests: 0, statuses: {} });
  });

  it('tells what somebody has to act on', () => {
    const meter = createLookUpMeter({ ratePerSecond: 2, now: () => startMs });
    meter.onEvent({ type: 'refused', status: 'forbidden', reason: 'insufficient_scope' });
    meter.onEvent({ type: 'breaker', state: 'open' });
    meter.onEvent({ type: 'request', answer: 'rate_limited', durationMs: 5 });

    expect(meter.take()).toMatchObject({
      refused: { unauthorized: 0, forbidden: 1 },
      breaker: 'open',
      throttled: 1,
      failed: 0,
    });
  });
});
