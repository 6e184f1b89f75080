import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { defaultLimits } from '../../../functions/session/look-up-limits.ts';
import { createSessionCache } from '../../../functions/session/session-cache.ts';
import { createTraffic } from '../../bench/traffic.ts';

const limits = {
  ttlMs: defaultLimits.cacheTtlMs,
  maxEntries: defaultLimits.cacheMaxEntries,
  maxBytes: defaultLimits.cacheMaxBytes,
};
const session = (id: string) => ({ id, note: 'x'.repeat(1_000) });
/** As compression cannot make it smaller than 750 bytes. */
const incompressible = (id: string) => ({ id, note: randomBytes(750).toString('base64') });

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes in use, on V8's heap and beside it. Some of it is freed only by the task after the one that found it unused. */
async function measureMemory(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe('createSessionCache', () => {
  it.each([
    [999, true],
    [1_000, true],
    [1_001, false],
  ])('at any age, is fresh for an event at %i: %s', (occurredAtMs, isFresh) => {
    const cache = createSessionCache({ ...limits, now: () => 10_000_000 });
    cache.add('S1', { session: session('S1'), fetchedAtMs: 1_000 });

    expect(cache.find('S1', occurredAtMs) !== undefined).toBe(isFresh);
  });

  it('does not take an older answer for a newer one', () => {
    const cache = createSessionCache({ ...limits, now: () => 10_000_000 });
    cache.add('S1', { session: undefined, fetchedAtMs: 2_000 });
    cache.add('S1', { session: session('S1'), fetchedAtMs: 1_000 });

    expect(cache.find('S1', 2_000)).toEqual({ session: undefined, fetchedAtMs: 2_000 });
  });

  it('keeps the session that was found before it had gone, through further answers', () => {
    const cache = createSessionCache({ ...limits, now: () => 10_000_000 });
    cache.add('S1', { session: session('S1'), fetchedAtMs: 1_000 });
    cache.add('S1', { session: undefined, fetchedAtMs: 2_000 });
    cache.add('S1', { session: undefined, fetchedAtMs: 3_000 });

    expect(cache.find('S1', 1_000)).toMatchObject({ session: { id: 'S1' }, fetchedAtMs: 1_000 });
    expect(cache.find('S1', 1_001)).toEqual({ session: undefined, fetchedAtMs: 3_000 });
  });

  it('hands out the same object as long as a session is in use', () => {
    const cache = createSessionCache({ ...limits, now: () => 10_000_000 });
    const added = session('S1');
    cache.add('S1', { session: added, fetchedAtMs: 1_000 });

    expect(cache.find('S1', 0)?.session).toBe(added);
    expect(cache.find('S1', 1_000)?.session).toBe(added);
  });

  it('brings back every session as it was, those included that have not been in use for long', () => {
    const cache = createSessionCache({ ...limits, now: () => 0, maxBytes: 1_000_000 });
    const traffic = createTraffic({ sessions: 1_000 });
    const sessions = Array.from({ length: 1_000 }, (_, index) => ({
      ...traffic.toSession(`bench-${String(index).padStart(10, '0')}-session`),
      session_metadata: { Straße: '東京 \u{1f512} \ud800', none: null, count: index / 7, list: [[], {}, ''] },
    }));
    for (const one of sessions) cache.add(one.id ?? '', { session: one, fetchedAtMs: 0 });

    const found = sessions.map(({ id }) => cache.find(id ?? '', 0)?.session);

    expect(found).toEqual(sessions);
    expect(found[0]).not.toBe(sessions[0]);
    expect(cache.find(sessions[999]?.id ?? '', 0)?.session).toBe(found[999]);
  });

  it.each([
    ['entries', { maxEntries: 10 }],
    ['bytes', { maxBytes: 16_000 }],
  ])('is bounded by its %s, and forgets what was used least recently', (_what, bounds) => {
    const cache = createSessionCache({ ...limits, now: () => 0, ...bounds });
    for (let count = 0; count < 100; count++) {
      cache.add(`S${count}`, { session: incompressible(`S${count}`), fetchedAtMs: 0 });
    }

    const kept = Array.from({ length: 100 }, (_, count) => count).filter((count) =>
      cache.find(`S${count}`, 0),
    );
    expect(kept.length).toBeGreaterThanOrEqual(7);
    expect(kept.length).toBeLessThanOrEqual(10);
    expect(kept.at(-1)).toBe(99);
    expect(kept[0]).toBe(100 - kept.length);
  });

  it.each([
    ['sessions', true],
    ['sessions that are gone', false],
  ])('takes about as much memory as it may when full of %s', async (_what, isFound) => {
    // Large beside what else a test's process takes and frees meanwhile.
    const maxBytes = 8_388_608;
    const traffic = createTraffic({ sessions: 1 });
    const fill = () => {
      const cache = createSessionCache({ ...limits, now: () => 0, maxBytes });
      for (let count = 0; count < 40_000; count++) {
        const id = `bench-${String(count).padStart(10, '0')}-session`;
        // From text of its own, as an answer comes, so that nothing is shared.
        const answer = JSON.parse(JSON.stringify(traffic.toSession(id))) as { id: string };
        cache.add(answer.id, { session: isFound ? answer : undefined, fetchedAtMs: count });
      }
      return cache;
    };
    fill();
    const before = await measureMemory();

    const cache = fill();
    const taken = (await measureMemory()) - before;

    expect(cache.find('bench-0000039999-session', 0)).toBeDefined();
    expect(taken / maxBytes).toBeGreaterThan(isFound ? 0.7 : 0.25);
    expect(taken / maxBytes).toBeLessThan(1.1);
  });

  it('does without a session that is too large for it', () => {
    const cache = createSessionCache({ ...limits, now: () => 0, maxBytes: 700 });
    cache.add('S1', { session: incompressible('S1'), fetchedAtMs: 0 });

    expect(cache.find('S1', 0)).toBeUndefined();
  });
});
