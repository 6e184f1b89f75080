/**
 * Works on up to `concurrency` items at a time and gives the results in the order of the items.
 *
 * No more items are taken from the source than that, so memory stays flat however long it is.
 */
export async function* mapInOrder<T, R>(
  items: AsyncIterable<T>,
  concurrency: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  try {
    for await (const item of items) {
      underWay.push(work(item));
      const [first] = underWay;
      if (underWay.length >= concurrency && first) {
        yield await first;
        void underWay.shift();
      }
    }
    for (const result of underWay.splice(0)) yield await result;
  } finally {
    // A caller that stops early leaves work behind whose failure nobody would hear of.
    await Promise.allSettled(underWay);
  }
}
