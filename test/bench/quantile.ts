/** The value below which the share `q` of the values lies, interpolated between its neighbours. */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) throw new Error('a quantile needs at least one value');
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

/** For figures that people compare: three significant digits say all there is to say. */
export const rounded = (value: number) => Number(value.toPrecision(3));
