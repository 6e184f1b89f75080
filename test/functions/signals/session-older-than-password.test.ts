import { describe, expect, it } from '@jest/globals';
import { sessionOlderThanPassword } from '../../../functions/signals/raised/session-older-than-password.ts';
import type { SignalReading } from '../../../functions/signals/reading/signal-reading.ts';
import { toReadySettings } from '../../../functions/signals/settings/ready-settings.ts';

const hourMs = 3_600_000;

describe('sessionOlderThanPassword', () => {
  it('tells the last change before the use, which a clean-up of the user’s item leaves', () => {
    const since = (...hours: number[]) => {
      const passwordChanges = hours.map((hour) => ({ kind: 'password', atMs: hour * hourMs }));
      const reading = {
        isSessionUse: true,
        session: { authenticatedAtMs: 2 * hourMs },
        event: { atMs: 20 * hourMs },
        past: { user: { isKnown: true, view: { passwordChanges } } },
      } as unknown as SignalReading;
      const answer = sessionOlderThanPassword(reading, toReadySettings({}), []);
      return answer && answer.more?.['since'];
    };

    expect(since(1, 3, 5, 9, 30)).toBe('1970-01-01T09:00:00.000Z');
    // Of the same changes, once they are long past.
    expect(since(1, 9, 30)).toBe(since(1, 3, 5, 9, 30));
    expect(since(1, 30)).toBe(false);
  });
});
