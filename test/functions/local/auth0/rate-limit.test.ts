import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTenantBucket } from '../../../../functions/local/auth0/rate-limit.ts';

describe('createTenantBucket', () => {
  it('gives tokens in steps, and says when the next one comes', () => {
    let nowMs = 10_400;
    const bucket = createTenantBucket({ burst: 2, ratePerSecond: 1 }, () => nowMs);

    const first = [bucket.take(), bucket.take(), bucket.take()];
    nowMs = 10_999;
    const early = bucket.take();
    nowMs = 11_000;
    const next = bucket.take();

    expect(first.map(({ isAllowed }) => isAllowed)).toEqual([true, true, false]);
    expect(first.map(({ remaining }) => remaining)).toEqual([1, 0, 0]);
    expect(first.at(-1)?.resetSeconds).toBe(11);
    expect(early.isAllowed).toBe(false);
    expect(next.isAllowed).toBe(true);
  });

  it('saves up what comes in fractions', () => {
    let nowMs = 0;
    const bucket = createTenantBucket({ burst: 1, ratePerSecond: 0.5 }, () => nowMs);
    bucket.take();

    const { isAllowed, resetSeconds } = bucket.take();
    nowMs = 2_000;

    expect([isAllowed, resetSeconds]).toEqual([false, 2]);
    expect(bucket.take().isAllowed).toBe(true);
  });

  it('never gives more than its burst and what has arrived since', () => {
    const pauses = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 100 });

    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 30 }),
        pauses,
        (burst, rate, all) => {
          let nowMs = 0;
          const bucket = createTenantBucket({ burst, ratePerSecond: rate }, () => nowMs);
          let given = 0;
          for (const pause of all) {
            nowMs += pause;
            if (bucket.take().isAllowed) given += 1;
            expect(given).toBeLessThanOrEqual(burst + Math.floor(nowMs / 1_000) * rate);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
