import { describe, expect, it } from '@jest/globals';
import { createRefreshedValue } from '../../../functions/secret/refreshed-value.ts';

const ttlMs = 100_000;

/** A source whose answers the test gives by hand, and a clock the test moves. */
function prepare() {
  const asked: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const failures: unknown[] = [];
  const clock = { nowMs: 1_000_000 };
  const value = createRefreshedValue<string>({
    load: () => new Promise((resolve, reject) => asked.push({ resolve, reject })),
    ttlMs,
    retryIntervalMs: 2_000,
    onFailure: (error) => failures.push(error),
    now: () => clock.nowMs,
  });
  return { asked, failures, clock, value };
}

async function prepareHeld(text = 'one') {
  const prepared = prepare();
  const first = prepared.value.read();
  prepared.asked[0]?.resolve(text);
  await first;
  return prepared;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('createRefreshedValue', () => {
  it('asks once for many readers at a time', async () => {
    const { asked, value } = prepare();

    const reads = Promise.all([value.read(), value.reload(), value.read(), value.reload()]);
    asked[0]?.resolve('one');

    await expect(reads).resolves.toEqual(['one', 'one', 'one', 'one']);
    expect(asked).toHaveLength(1);
  });

  it('answers from memory while the value is young', async () => {
    const { asked, clock, value } = await prepareHeld();

    clock.nowMs += ttlMs * 0.79;

    await expect(value.read()).resolves.toBe('one');
    expect(asked).toHaveLength(1);
  });

  it('refreshes before the end without keeping a reader waiting', async () => {
    const { asked, clock, value } = await prepareHeld();
    clock.nowMs += ttlMs * 0.9;

    const during = await Promise.all([value.read(), value.read(), value.read()]);
    asked[1]?.resolve('two');
    await settle();

    expect(during).toEqual(['one', 'one', 'one']);
    await expect(value.read()).resolves.toBe('two');
    expect(asked).toHaveLength(2);
  });

  it('waits for a new value once the old one has ended unread', async () => {
    const { asked, clock, value } = await prepareHeld();
    clock.nowMs += ttlMs * 10;

    const read = value.read();
    asked[1]?.resolve('two');

    await expect(read).resolves.toBe('two');
  });

  it('uses the last value for as long as the source is down, asks rarely, and makes nobody wait', async () => {
    const { asked, failures, clock, value } = await prepareHeld();
    clock.nowMs += ttlMs * 0.9;
    void value.read();
    asked[1]?.reject(new Error('down'));
    await settle();

    for (let second = 0; second < 3_600; second += 1) {
      clock.nowMs += 1_000;
      expect(await value.read()).toBe('one');
      asked.at(-1)?.reject(new Error('down'));
      // Lets the failure arrive before the next read.
      await Promise.resolve();
    }

    expect(asked.length).toBeGreaterThan(1_000);
    expect(asked.length).toBeLessThanOrEqual(2 + 3_600 / 2);
    await settle();
    expect(failures).toHaveLength(asked.length - 1);
  });

  it('serves the old value at once after a failure, even when the next attempt hangs', async () => {
    const { asked, clock, value } = await prepareHeld();
    clock.nowMs += ttlMs * 2;
    const waiting = value.read();
    asked[1]?.reject(new Error('down'));
    await expect(waiting).resolves.toBe('one');

    clock.nowMs += 5_000;

    await expect(value.read()).resolves.toBe('one');
    expect(asked).toHaveLength(3);
  });

  it('asks at once on reload, whatever the age and whenever the last failure was', async () => {
    const { asked, value } = await prepareHeld();

    const failing = value.reload();
    asked[1]?.reject(new Error('down'));
    await expect(failing).resolves.toBe('one');
    const working = value.reload();
    asked[2]?.resolve('two');

    await expect(working).resolves.toBe('two');
    await expect(value.read()).resolves.toBe('two');
  });

  it('asks anew on reload while a refresh is under way, which may bring what was refused', async () => {
    const { asked, clock, value } = await prepareHeld();
    clock.nowMs += ttlMs * 0.9;
    await value.read();

    const reloads = Promise.all([value.reload(), value.reload()]);
    asked[1]?.resolve('one');
    await settle();
    asked[2]?.resolve('two');

    await expect(reloads).resolves.toEqual(['two', 'two']);
    expect(asked).toHaveLength(3);
  });

  it('rejects while nothing was ever read, and asks again only after the pause', async () => {
    const { asked, clock, value } = prepare();
    const first = value.read();
    asked[0]?.reject(new Error('down'));
    await expect(first).rejects.toThrow('down');

    clock.nowMs += 1_999;
    await expect(value.read()).rejects.toThrow('down');
    expect(asked).toHaveLength(1);
    clock.nowMs += 1;
    const later = value.read();
    asked[1]?.resolve('one');

    await expect(later).resolves.toBe('one');
  });
});
