import { describe, expect, it } from '@jest/globals';
import { parseDate, parseLogIdTime } from '../../../functions/log-event/event-time.ts';

const noon = Date.UTC(2026, 8, 14, 12);

describe('parseDate', () => {
  it.each<[value: unknown, ms: number | undefined]>([
    ['2026-09-14T12:00:00.000Z', noon],
    ['2026-09-14T12:00:00.123456789Z', noon + 123],
    ['2026-09-14T14:00:00+02:00', noon],
    ['2026-09-14T14:00:00+0200', noon],
    ['2026-09-14T12:00:00', noon],
    ['2026-09-14 12:00:00', noon],
    ['2026-09-14 12:00Z', noon],
    ['2026-09-14', noon - 43_200_000],
    ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
    [noon, noon],
    [noon + 0.75, noon],
    [noon / 1_000, noon],
    [String(noon), noon],
    [String(noon / 1_000), noon],
    ['2026-02-30T00:00:00Z', undefined],
    ['2026-02-29T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-09-14T25:00:00Z', undefined],
    ['line 1', undefined],
    ['yesterday', undefined],
    ['12', undefined],
    ['', undefined],
    ['1'.repeat(1_000_000), undefined],
    [0, undefined],
    [-1, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [Number.NaN, undefined],
    [1e300, undefined],
    [null, undefined],
    [undefined, undefined],
    [true, undefined],
    [{ $date: '2026-09-14' }, undefined],
    [['2026-09-14'], undefined],
  ])('reads %j as %p', (value, ms) => {
    expect(parseDate(value)).toBe(ms);
  });
});

describe('parseLogIdTime', () => {
  it.each<[logId: string | undefined, ms: number | undefined]>([
    ['90020260914080234018157717339783688721096017323748527751', Date.UTC(2026, 8, 14, 8, 2, 34, 18)],
    ['90020261314080234018157717339783688721096017323748527751', undefined],
    ['9002026091408023401815771733978368872109601732374852775', undefined],
    ['evt_1', undefined],
    [undefined, undefined],
  ])('reads %j as %p', (logId, ms) => {
    expect(parseLogIdTime(logId)).toBe(ms);
  });
});
