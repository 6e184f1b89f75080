import { describe, expect, it } from '@jest/globals';
import { parseRateLimit } from '../../../functions/session/rate-limit.ts';

const nowMs = Date.parse('2026-09-14T08:00:00.000Z');
const date = 'Mon, 14 Sep 2026 09:00:00 GMT'; // their clock is an hour ahead

describe('parseRateLimit', () => {
  it.each<[string, Record<string, string>, ReturnType<typeof parseRateLimit>]>([
    ['nothing without headers', {}, undefined],
    ['counts', { 'x-ratelimit-limit': '50', 'x-ratelimit-remaining': '0' }, { limit: 50, remaining: 0 }],
    [
      'the reset in our time, though their clock is an hour ahead',
      { date, 'x-ratelimit-reset': String((nowMs + 3_600_000) / 1_000 + 5) },
      { resetAtMs: nowMs + 5_000 },
    ],
    [
      'a reset in the past as now',
      { 'x-ratelimit-reset': String(nowMs / 1_000 - 100) },
      { resetAtMs: nowMs },
    ],
    [
      'a reset far away as a wrong clock',
      { 'x-ratelimit-reset': String(nowMs / 1_000 + 9_999_999) },
      { resetAtMs: nowMs + 120_000 },
    ],
    ['seconds to wait', { 'retry-after': '7' }, { retryAtMs: nowMs + 7_000 }],
    [
      'a date to wait for',
      { date, 'retry-after': 'Mon, 14 Sep 2026 09:00:30 GMT' },
      { retryAtMs: nowMs + 30_000 },
    ],
    ['no wait for ever', { 'retry-after': '999999999' }, { retryAtMs: nowMs + 3_600_000 }],
    [
      'no wait until a date far away',
      { 'retry-after': 'Mon, 14 Sep 2099 08:00:00 GMT' },
      { retryAtMs: nowMs + 3_600_000 },
    ],
    ['a date in the past as now', { 'retry-after': 'Mon, 14 Sep 2015 08:00:00 GMT' }, { retryAtMs: nowMs }],
    [
      'no nonsense',
      { 'x-ratelimit-remaining': '-1', 'x-ratelimit-limit': 'many', 'retry-after': 'soon' },
      {},
    ],
  ])('reads %s', (_what, headers, expected) => {
    expect(parseRateLimit(new Headers(headers), nowMs)).toEqual(expected);
  });

  it('takes an answer without headers for one', () => {
    expect(parseRateLimit(undefined, nowMs)).toBeUndefined();
  });
});
