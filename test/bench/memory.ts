import { memorySettings } from '../../infra/memory-settings.ts';
import type { MemoryResult } from './memory-worker.ts';
import type { BenchOptions, BenchResult } from './part.ts';
import { median, rounded } from './quantile.ts';
import { runWorker } from './run-worker.ts';
import { toTable } from './table.ts';

/**
 * Resident memory of one worker over a long life: a million events of 50,000 sessions that come and go, once with the
 * settings that the stack gives the function, and once with node's own, which follow the memory of this machine.
 */
export async function measureMemory(options: BenchOptions): Promise<BenchResult> {
  const events = options.isQuick ? 20_000 : 1_000_000;
  const run = async (env: { readonly [name: string]: string }) =>
    toSummary(
      await runWorker<MemoryResult>(
        'memory-worker',
        { events },
        { ...options, env, nodeOptions: ['--expose-gc'] },
      ),
    );
  const rows = [await run(memorySettings), await run({})] as const;

  const table = toTable(
    ['settings', 'events', 'RSS MiB', 'peak', 'first quarter', 'third', 'last', 'growth', 'live heap'],
    rows.map((row, index) => [
      index === 0 ? 'as deployed' : 'node defaults',
      events,
      ...[row.end, row.peak, ...row.quarters, row.growth, row.liveHeapMib].map((value) => value.toFixed(0)),
    ]),
  );
  const [deployed, defaults] = rows.map(({ end, peak, growth, liveHeapMib }) => ({
    rss_mib: rounded(end),
    peak_rss_mib: rounded(peak),
    growth_second_half_mib: rounded(growth),
    live_heap_mib: rounded(liveHeapMib),
  }));
  return { table, figures: { events, settings: memorySettings, ...deployed, node_defaults: defaults } };
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
