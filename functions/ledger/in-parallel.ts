/** Runs the work for all, so many at once, and gives the results in their order. */
export async function inParallel<In, Out>(
  items: readonly In[],
  most: number,
  work: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = [];
  let next = 0;
  async function run(): Promise<void> {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as In);
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, run));
  return results;
}
