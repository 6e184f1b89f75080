import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTableTime } from '../../../functions/ledger/table-time.ts';

describe('createTableTime', () => {
  it('always has the true time between its bounds, whatever the local clock says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3_600_000, max: 3_600_000 }),
        fc.array(fc.record({ pause: fc.nat(60_000), there: fc.nat(400), back: fc.nat(400) }), {
          minLength: 1,
          maxLength: 20,
        }),
        (skewMs, calls) => {
          let trueMs = 1_772_450_104_000;
          const time = createTableTime(() => trueMs + skewMs);
          for (const { pause, there, back } of calls) {
            trueMs += pause;
            const sentAtMs = trueMs + skewMs;
            trueMs += there;
            const headerMs = Math.floor(trueMs / 1_000) * 1_000;
            trueMs += back;
            time.hear(headerMs, sentAtMs, trueMs + skewMs);
            const { leastMs, mostMs } = time.read();

            expect(leastMs).toBeLessThanOrEqual(trueMs);
            expect(mostMs).toBeGreaterThanOrEqual(trueMs);
            expect(mostMs - leastMs).toBeLessThanOrEqual(1_000 + there + back);
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

    expect(time.read().leastMs).toBeCloseTo(51_000 - 10, -3);
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
