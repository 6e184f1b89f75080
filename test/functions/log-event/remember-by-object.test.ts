import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { rememberByObject } from '../../../functions/log-event/remember-by-object.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('rememberByObject', () => {
  it('does the work twice at the most for an object, and again for an equal one', () => {
    let count = 0;
    const recall = rememberByObject(({ id }: { id: number }) => ({ id, count: (count += 1) }));
    const one = { id: 1 };

    expect([recall(one), recall(one), recall(one), recall({ id: 1 })].map((made) => made.count)).toEqual([
      1, 2, 2, 3,
    ]);
  });

  it('keeps what is in use while thousands of others pass, and forgets what is not', () => {
    const worked: object[] = [];
    const recall = rememberByObject((key: object) => {
      worked.push(key);
      return 'done';
    });
    const [used, unused] = [{}, {}];

    for (let round = 0; round < 3; round += 1) recall(unused);
    for (let index = 0; index < 5_000; index += 1) {
      recall(used);
      recall({});
    }
    recall(unused);

    expect(worked.filter((key) => key === used)).toHaveLength(2);
    expect(worked.filter((key) => key === unused)).toHaveLength(3);
  });

  it('keeps nothing of what it made of objects that do not come again', async () => {
    const made: WeakRef<object>[] = [];
    const recall = rememberByObject((key: object) => {
      const value = { key };
      made.push(new WeakRef(value));
      return value;
    });
    const keys = Array.from({ length: 100 }, () => ({}));

    for (const key of keys) recall(key);
    // What a task has looked at stays until its end.
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();

    expect(made.filter((value) => value.deref() !== undefined).length).toBeLessThanOrEqual(1);
  });
});
