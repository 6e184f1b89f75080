import type { MemoryResult } from './memory-worker.ts';
import type { BenchOptions, BenchResult } from './part.ts';
import { median, rounded } from './quantile.ts';
import { runWorker } from './run-worker.ts';
import { toTable } from './table.ts';

/** What Lambda's bootstrap has been seen to give node in a function of 512 MB; not documented by AWS. */
const lambdaOptions = ['--max-semi-space-size=25', '--max-old-space-size=460'];

/**
 * Resident memory of one worker over a long life: a million events of 50,000 sessions that come and go, once with
 * node's own defaults, which follow the memory of this machine, and once with those of a function of 512 MB.
 */
export async function measureMemory(options: BenchOptions): Promise<BenchResult> {
  const events = options.isQuick ? 20_000 : 1_000_000;
  const run = async (nodeOptions: readonly string[]) =>
    toSummary(
      await runWorker<MemoryResult>(
        'memory-worker',
        { events },
        { ...options, nodeOptions: ['--expose-gc', ...nodeOptions] },
      ),
    );
  const rows = [await run([]), await run(lambdaOptions)] as const;

  const table = toTable(
    ['node', 'events', 'RSS MiB', 'peak', 'first quarter', 'third', 'last', 'growth', 'live heap'],
    rows.map((row, index) => [
      index === 0 ? 'defaults' : 'as in 512 MB',
      events,
      ...[row.end, row.peak, ...row.quarters, row.growth, row.liveHeapMib].map((value) => value.toFixed(0)),
    ]),
  );
  const [defaults, lambda] = rows.map(({ end, peak, growth, liveHeapMib }) => ({
    rss_mib: rounded(end),
    peak_rss_mib: rounded(peak),
    growth_second_half_mib: rounded(growth),
    live_heap_mib: rounded(liveHeapMib),
  }));
  return { table, figures: { events, ...defaults, in_512_mb: lambda } };
}

/** Medians by quarter: a single reading swings with the garbage collector. */
function toSummary({ samples, liveHeapMib }: MemoryResult) {
  const rss = samples.map(({ rssMib }) => rssMib);
  const quarter = (index: number) =>
    median(rss.slice((rss.length / 4) * index, (rss.length / 4) * (index + 1)));
  const quarters = [quarter(0), quarter(2), quarter(3)] as const;
  return {
    end: rss.at(-1) ?? 0,
    peak: Math.max(...rss),
    quarters,
    growth: quarters[2] - quarters[1],
    liveHeapMib,
  };
}
