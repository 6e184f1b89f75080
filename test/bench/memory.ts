import { memorySettings } from '../../infra/memory-settings.ts';
import { measureFunctionMemory } from './memory-function.ts';
import type { MemoryInput, MemoryResult, MemorySample } from './memory-worker.ts';
import type { BenchOptions, BenchResult } from './part.ts';
import { median, rounded } from './quantile.ts';
import { runWorker } from './run-worker.ts';
import { toTable } from './table.ts';
import type { TrafficOptions } from './traffic.ts';

/** 5,000 at a time, each of which comes twenty times and then never again. */
const traffic: TrafficOptions = { sessions: 5_000, eventsPerWave: 100_000 };

/**
 * Resident memory of one worker over a long life: a million events of 50,000 sessions that come and go. The function as a stack has
 * it, with its table; and the pipeline alone with its ledger in memory, with the settings that the stack gives the function and with
 * node's own, which follow the memory of this machine.
 */
export async function measureMemory(options: BenchOptions): Promise<BenchResult> {
  const events = options.isQuick ? 20_000 : 1_000_000;
  const deployed = toSummary(await measureFunctionMemory(events, traffic, options));
  const run = async (env: { readonly [name: string]: string }) => {
    const input: MemoryInput = { events, traffic };
    const worker = { ...options, env, nodeOptions: ['--expose-gc'] };
    const { samples, liveHeapMib } = await runWorker<MemoryResult>('memory-worker', input, worker);
    return { ...toSummary(samples), live_heap_mib: rounded(liveHeapMib) };
  };
  const inMemory = await run(memorySettings);
  const defaults = await run({});

  const rows = {
    'as deployed': deployed,
    'ledger in memory': inMemory,
    'ledger in memory, node defaults': defaults,
  };
  const table = toTable(
    ['settings', 'events', 'RSS MiB', 'peak', 'first quarter', 'third', 'last', 'growth', 'live heap'],
    Object.entries(rows).map(([name, row]) => [
      name,
      events,
      ...[row.rss_mib, row.peak_rss_mib, ...row.quarters_mib, row.growth_second_half_mib].map((value) =>
        value.toFixed(0),
      ),
      'live_heap_mib' in row ? row.live_heap_mib.toFixed(0) : '',
    ]),
  );
  return {
    table,
    // By the names that earlier states have for them.
    figures: {
      events,
      settings: memorySettings,
      function: deployed,
      ...inMemory,
      node_defaults: defaults,
    },
  };
}

/** Medians by quarter: a single reading swings with the garbage collector. */
function toSummary(samples: readonly MemorySample[]) {
  const rss = samples.map(({ rssMib }) => rssMib);
  const quarter = (index: number) =>
    rounded(median(rss.slice((rss.length / 4) * index, (rss.length / 4) * (index + 1))));
  const quarters = [quarter(0), quarter(2), quarter(3)] as const;
  return {
    rss_mib: rounded(rss.at(-1) ?? 0),
    peak_rss_mib: rounded(Math.max(...rss)),
    quarters_mib: quarters,
    growth_second_half_mib: rounded(quarters[2] - quarters[1]),
  };
}
