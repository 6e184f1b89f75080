/** Shorter than this, what is measured is the clock and the compiler. */
const leastMs = 5;

/**
 * How many times as much of the processor `more` takes as `less`: of each the cheaper of two runs, after one that
 * is not counted. Time of the processor and not of the clock, so that whoever else is at work has no say.
 */
export function toGrowth(less: () => unknown, more: () => unknown): number {
  const [small, large] = [cheapestMs(less), cheapestMs(more)];
  return large / Math.max(small, leastMs);
}

function cheapestMs(run: () => unknown): number {
  run();
  return Math.min(...Array.from({ length: 2 }, () => costMs(run)));
}

function costMs(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
