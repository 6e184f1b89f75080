import { describe, expect, it } from '@jest/globals';
import { rememberByObject } from '../../../functions/signals/remember-by-object.ts';

describe('rememberByObject', () => {
  it('does the work once for an object, and again for an equal one', () => {
    let count = 0;
    const recall = rememberByObject(({ id }: { id: number }) => ({ id, count: (count += 1) }));
    const one = { id: 1 };

    expect([recall(one), recall(one), recall({ id: 1 })]).toEqual([
      { id: 1, count: 1 },
      { id: 1, count: 1 },
      { id: 1, count: 2 },
    ]);
  });

  it('keeps what is in use while thousands of others pass, and forgets what is not', () => {
    const worked: object[] = [];
    const recall = rememberByObject((key: object) => {
      worked.push(key);
      return 'done';
    });
    const [used, unused] = [{}, {}];

    recall(unused);
    for (let index = 0; index < 5_000; index += 1) {
      recall(used);
      recall({});
    }
    recall(unused);

    expect(worked.filter((key) => key === used)).toHaveLength(1);
    expect(worked.filter((key) => key === unused)).toHaveLength(2);
  });
});
