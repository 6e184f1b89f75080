import { describe, expect, it } from '@jest/globals';
import { mapInOrder } from '../../../../functions/cli/enrich/map-in-order.ts';

async function* count(to: number, onTake: (n: number) => void = () => undefined) {
  for (let number = 1; number <= to; number += 1) {
    onTake(number);
    yield number;
  }
}

describe('mapInOrder', () => {
  it('keeps the order of the items, whichever is ready first', async () => {
    const results: number[] = [];

    for await (const result of mapInOrder(count(20), 5, async (number) => {
      await new Promise((resolve) => setTimeout(resolve, (number * 7) % 5));
      return number;
    })) {
      results.push(result);
    }

    expect(results).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it('never has more than `concurrency` items under way', async () => {
    let underWay = 0;
    let most = 0;

    for await (const _ of mapInOrder(count(30), 4, async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 1));
      underWay -= 1;
    }));

    expect(most).toBe(4);
  });

  it('takes no more items once the caller stops', async () => {
    let taken = 0;

    for await (const _ of mapInOrder(
      count(1_000, (number) => (taken = number)),
      4,
      async (number) => number,
    ))
      break;

    expect(taken).toBeLessThanOrEqual(5);
  });

  it('rejects with what the work rejected with', async () => {
    const results = mapInOrder(count(10), 3, async (number) => {
      if (number === 2) throw new Error('broken');
      return number;
    });

    await expect(results.next()).resolves.toEqual({ done: false, value: 1 });
    await expect(results.next()).rejects.toThrow('broken');
  });
});
