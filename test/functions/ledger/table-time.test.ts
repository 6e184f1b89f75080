import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTableTime } from '../../../functions/ledger/table-time.ts';

describe('createTableTime', () => {
  it('always has the true time between its bounds, whatever the local clock says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3_600_000, max: 3_600_000 }),
        // Local clocks drift, by 400 millionths at most.
        fc.integer({ min: -400, max: 400 }),
        fc.array(fc.record({ pause: fc.nat(60_000), there: fc.nat(400), back: fc.nat(400) }), {
          minLength: 1,
          maxLength: 20,
        }),
        (skewMs, drift, calls) => {
          const startMs = 1_772_450_104_000;
          let trueMs = startMs;
          const local = () => trueMs + skewMs + ((trueMs - startMs) * drift) / 1e6;
          const time = createTableTime(local);
          for (const { pause, there, back } of calls) {
            trueMs += pause;
            const sentAtMs = local();
            trueMs += there;
            const headerMs = Math.floor(trueMs / 1_000) * 1_000;
            trueMs += back;
            time.hear(headerMs, sentAtMs, local());
            const { leastMs, mostMs } = time.read();

            expect(leastMs).toBeLessThanOrEqual(trueMs);
            expect(mostMs).toBeGreaterThanOrEqual(trueMs);
            expect(mostMs - leastMs).toBeLessThanOrEqual(1_001 + there + back);
          }
        },
      ),
    );
  });

  it('narrows to the time of a round trip', () => {
    let nowMs = 0;
    const time = createTableTime(() => nowMs);
    for (let call = 0; call < 40; call++) {
      const trueMs = 50_000 + nowMs + 10;
      time.hear(Math.floor(trueMs / 1_000) * 1_000, nowMs, nowMs + 20);
      nowMs += 137;
    }
    const { leastMs, mostMs } = time.read();

    expect(mostMs - leastMs).toBeLessThan(150);
    expect(Math.abs(leastMs - (50_000 + nowMs))).toBeLessThan(150);
  });

  it('begins anew after the local clock was set', () => {
    let nowMs = 0;
    const time = createTableTime(() => nowMs);
    time.hear(50_000, 0, 10);
    nowMs = -30_000;
    time.hear(51_000, -30_000, -29_990);

    const { leastMs, mostMs } = time.read();
    expect(leastMs).toBeCloseTo(51_000 - 10, -3);
    expect(mostMs).toBeGreaterThan(leastMs);
  });

  it.each<[what: string, call: [number, number, number]]>([
    ['no date', [Number.NaN, 0, 10]],
    ['a call that ended before it began', [9_000, 10, 0]],
  ])('takes no notice of %s', (_what, call) => {
    const time = createTableTime(() => 7);
    time.hear(...call);

    expect(time.read()).toEqual({ leastMs: 7, mostMs: 7 });
  });
});
