import { describe, expect, it } from '@jest/globals';
import { createSessionCache } from '../../../functions/session/session-cache.ts';

const session = (id: string) => ({ id, note: 'x'.repeat(1_000) });

describe('createSessionCache', () => {
  it.each([
    [999, true],
    [1_000, true],
    [1_001, false],
  ])('at any age, is fresh for an event at %i: %s', (occurredAtMs, isFresh) => {
    const cache = createSessionCache({ now: () => 10_000_000 });
    cache.add('S1', { session: session('S1'), fetchedAtMs: 1_000 });

    expect(cache.find('S1', occurredAtMs) !== undefined).toBe(isFresh);
  });

  it('does not take an older answer for a newer one', () => {
    const cache = createSessionCache({ now: () => 10_000_000 });
    cache.add('S1', { session: undefined, fetchedAtMs: 2_000 });
    cache.add('S1', { session: session('S1'), fetchedAtMs: 1_000 });

    expect(cache.find('S1', 2_000)).toEqual({ session: undefined, fetchedAtMs: 2_000 });
  });

  it('keeps the session that was found before it had gone, through further answers', () => {
    const cache = createSessionCache({ now: () => 10_000_000 });
    cache.add('S1', { session: session('S1'), fetchedAtMs: 1_000 });
    cache.add('S1', { session: undefined, fetchedAtMs: 2_000 });
    cache.add('S1', { session: undefined, fetchedAtMs: 3_000 });

    expect(cache.find('S1', 1_000)).toMatchObject({ session: { id: 'S1' }, fetchedAtMs: 1_000 });
    expect(cache.find('S1', 1_001)).toEqual({ session: undefined, fetchedAtMs: 3_000 });
  });

  it.each([
    ['entries', { maxEntries: 10 }, 10],
    ['bytes', { maxBytes: 13_000 }, 10],
  ])('is bounded by its %s, and forgets what was used least recently', (_what, bounds, most) => {
    const cache = createSessionCache({ now: () => 0, ...bounds });
    for (let count = 0; count < 100; count++) {
      cache.add(`S${count}`, { session: session(`S${count}`), fetchedAtMs: 0 });
    }

    const kept = Array.from({ length: 100 }, (_, count) => cache.find(`S${count}`, 0));
    expect(kept.filter((knowledge) => knowledge !== undefined).length).toBe(most);
    expect(kept[99]).toBeDefined();
  });

  it('does without a session that is too large for it', () => {
    const cache = createSessionCache({ now: () => 0, maxBytes: 500 });
    cache.add('S1', { session: session('S1'), fetchedAtMs: 0 });

    expect(cache.find('S1', 0)).toBeUndefined();
  });
});
