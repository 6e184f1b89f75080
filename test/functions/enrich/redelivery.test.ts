import { describe, expect, it } from '@jest/globals';
import type { Destination } from '../../../functions/destination/destination.ts';
import { createRedelivery, type RetryMessage } from '../../../functions/enrich/redelivery.ts';
import { toRetryMessage } from '../../../functions/enrich/retry-message.ts';

const nowMs = Date.parse('2026-09-14T09:00:00Z');

async function messageOf(uid: string, ageMs: number, receiveCount = 1, isCounted = false) {
  const made = await toRetryMessage({
    record: { uid, line: `{"uid":"${uid}"}`, timeMs: 0 },
    code: 'busy',
    firstFailedAtMs: nowMs - ageMs,
    isCounted,
  });
  return { messageId: `m-${uid}`, receiveCount, body: made?.body ?? '', attributes: made?.attributes ?? {} };
}

function setUp(deliver: Destination['deliver']) {
  const destination = { name: 'https', deliver };
  return createRedelivery({ destination, now: () => nowMs, random: () => 0.5 });
}

describe('createRedelivery', () => {
  it('offers the records as they were made, and deletes what is taken', async () => {
    const lines: string[] = [];
    const redeliver = setUp(async (records) => {
      lines.push(...records.map(({ line }) => line));
      return [];
    });

    const result = await redeliver([await messageOf('a', 60_000), await messageOf('b', 5_000, 1, true)]);

    expect(lines).toEqual(['{"uid":"a"}', '{"uid":"b"}']);
    // "b" is at another destination and was counted there.
    expect(result).toMatchObject({ failedMessageIds: [], delivered: 2, emitted: 1, codes: [] });
    expect(result.oldestMs).toBeUndefined();
  });

  it('brings back exactly what is still refused, and says how long the oldest of it has waited', async () => {
    const redeliver = setUp(async () => [
      { recordUid: 'a', code: 'busy' },
      { recordUid: 'c', code: 'http_503' },
    ]);

    const result = await redeliver([
      await messageOf('a', 60_000),
      await messageOf('b', 900_000),
      await messageOf('c', 3_000),
    ]);

    expect(result).toMatchObject({
      failedMessageIds: ['m-a', 'm-c'],
      delivered: 1,
      oldestMs: 60_000,
      codes: ['busy', 'http_503'],
    });
  });

  it.each([
    [1, 15],
    [2, 30],
    [5, 240],
    [6, 300],
    [200, 300],
  ])('waits after attempt %i for %i seconds', async (receiveCount, seconds) => {
    const redeliver = setUp(async () => [{ recordUid: 'a', code: 'busy' }]);

    const { returns } = await redeliver([await messageOf('a', 1_000, receiveCount)]);

    expect(returns.map((one) => one.seconds)).toEqual([seconds]);
  });

  it('sends a record that stands in two messages once, and both go the same way', async () => {
    const calls: string[][] = [];
    const redeliver = setUp(async (records) => {
      calls.push(records.map(({ uid }) => uid));
      return [];
    });

    const again = { ...(await messageOf('a', 1_000)), messageId: 'again' };
    const result = await redeliver([await messageOf('a', 1_000), again]);

    expect(calls).toEqual([['a']]);
    expect(result.failedMessageIds).toEqual([]);
  });

  it('leaves a message that holds no record to the queue, and delivers its neighbours', async () => {
    const redeliver = setUp(async () => []);
    const stranger: RetryMessage = { messageId: 'x', receiveCount: 1, body: 'hello', attributes: {} };

    const result = await redeliver([stranger, await messageOf('a', 1_000)]);

    expect(result).toMatchObject({ failedMessageIds: ['x'], delivered: 1, codes: ['unreadable'] });
  });

  it('counts a destination that rejects against the contract as one that took nothing', async () => {
    const redeliver = setUp(() => Promise.reject(new TypeError('canary')));

    const result = await redeliver([await messageOf('a', 1_000)]);

    expect(result).toMatchObject({ failedMessageIds: ['m-a'], codes: ['TypeError'] });
  });
});
