import { describe, expect, it } from '@jest/globals';
import { createRetry } from '../../../functions/rotate-token/retry.ts';
import type { RateLimit } from '../../../functions/session/rate-limit.ts';

function prepare() {
  let nowMs = 1_000_000;
  const waits: number[] = [];
  const retry = createRetry({
    random: () => 0.5,
    now: () => nowMs,
    sleep: async (ms) => {
      waits.push(ms);
      nowMs += ms;
    },
  });
  return { retry, waits, deadlineMs: nowMs + 60_000, nowMs };
}

describe('createRetry', () => {
  it('ends with the first result that is for good', async () => {
    const { retry, waits, deadlineMs } = prepare();
    let count = 0;

    const result = await retry(async () => ({ result: (count += 1), isPassing: count < 3 }), deadlineMs);

    expect(result).toBe(3);
    expect(waits).toEqual([250, 500]);
  });

  it('ends with the last result after five attempts', async () => {
    const { retry, waits, deadlineMs } = prepare();
    let count = 0;

    await expect(retry(async () => ({ result: (count += 1), isPassing: true }), deadlineMs)).resolves.toBe(5);

    expect(waits).toHaveLength(4);
  });

  it.each<[string, (nowMs: number) => RateLimit, number]>([
    ['Retry-After says when', (nowMs) => ({ retryAtMs: nowMs + 7_000 }), 7_250],
    ['the bucket is empty', (nowMs) => ({ remaining: 0, resetAtMs: nowMs + 3_000 }), 3_250],
    ['the bucket is not empty', (nowMs) => ({ remaining: 5, resetAtMs: nowMs + 3_000 }), 250],
  ])('waits long enough when %s', async (_when, toRateLimit, waitMs) => {
    const { retry, waits, deadlineMs, nowMs } = prepare();
    let count = 0;

    await retry(async () => {
      count += 1;
      return { result: count, isPassing: count < 2, rateLimit: toRateLimit(nowMs) };
    }, deadlineMs);

    expect(waits).toEqual([waitMs]);
  });

  it('begins no wait that would end after the deadline, and no attempt without time', async () => {
    const { retry, waits, nowMs } = prepare();
    const rateLimit = { retryAtMs: nowMs + 5_000 };

    await expect(
      retry(async () => ({ result: 'busy', isPassing: true, rateLimit }), nowMs + 4_000),
    ).resolves.toBe('busy');
    await expect(retry(async () => ({ result: 'busy', isPassing: true }), nowMs)).resolves.toBeUndefined();

    expect(waits).toEqual([]);
  });
});
