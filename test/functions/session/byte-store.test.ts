import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createByteStore } from '../../../functions/session/byte-store.ts';

const roomy = { maxEntries: 1_000, maxBytes: 1_000_000 };
const bytes = (text: string) => Buffer.from(text);

describe('createByteStore', () => {
  it('gives back what was set last', () => {
    const store = createByteStore(roomy);
    store.set('a', bytes('first'));
    store.set('b', bytes('other'));
    store.set('a', bytes('second, and longer'));

    expect(store.get('a')?.toString()).toBe('second, and longer');
    expect(store.get('b')?.toString()).toBe('other');
    expect(store.get('c')).toBeUndefined();
  });

  it('keeps the newest of more entries than it may have', () => {
    const store = createByteStore({ ...roomy, maxEntries: 10 });
    for (let count = 0; count < 100; count++) store.set(`k${count}`, bytes('x'));

    expect(store.get('k89')).toBeUndefined();
    expect(store.get('k90')).toBeDefined();
    expect(store.get('k99')).toBeDefined();
  });

  it('forgets an entry that is set too large, rather than to give back the one before', () => {
    const store = createByteStore({ ...roomy, maxBytes: 8_000 });
    store.set('a', bytes('small'));
    store.set('a', Buffer.alloc(2_000));

    expect(store.get('a')).toBeUndefined();
  });

  it('keeps what is asked for again and again while others come and go', () => {
    const store = createByteStore({ ...roomy, maxBytes: 16_000 });
    store.set('used', bytes('in use'));
    store.set('unused', bytes('not in use'));
    for (let count = 0; count < 1_000; count++) {
      store.set(`k${count}`, bytes(String(count)));
      expect(store.get('used')?.toString()).toBe('in use');
    }

    expect(store.get('unused')).toBeUndefined();
  });

  it('has the bytes that were set last or none, and no more of them than it may', () => {
    const command = fc.record({
      key: fc.integer({ min: 0, max: 30 }).map(String),
      length: fc.integer({ min: 0, max: 700 }),
      isGet: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 300 }), (commands) => {
        const store = createByteStore({ maxEntries: 20, maxBytes: 8_000 });
        const latest = new Map<string, string>();
        const read = (key: string) => store.get(key)?.toString();
        const isRight = (key: string) => [undefined, latest.get(key)].includes(read(key));
        const wrong: string[] = [];
        for (const [index, { key, length, isGet }] of commands.entries()) {
          if (isGet) {
            if (!isRight(key)) wrong.push(key);
          } else {
            const text = `${index} `.padEnd(length, '.');
            store.set(key, bytes(text));
            latest.set(key, text);
            if (read(key) !== text) wrong.push(key);
          }
        }

        const kept = [...latest].filter(([key]) => read(key) !== undefined);
        expect([...wrong, ...[...latest.keys()].filter((key) => !isRight(key))]).toEqual([]);
        expect(kept.length).toBeLessThanOrEqual(20);
        expect(kept.reduce((sum, [, { length }]) => sum + length, 0)).toBeLessThanOrEqual(8_000);
      }),
    );
  });
});
