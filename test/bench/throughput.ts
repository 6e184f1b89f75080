import type { BenchOptions, BenchResult } from './part.ts';
import { rounded } from './quantile.ts';
import { runWorker } from './run-worker.ts';
import { toTable } from './table.ts';
import type { ThroughputRow } from './throughput-worker.ts';

/**
 * Events through the pipeline on one core, into a destination that takes all, with every session at hand and with each of
 * them seen once; against the floor of parsing the same events and serialising the same records, which nobody can do without.
 */
export async function measureThroughput(options: BenchOptions): Promise<BenchResult> {
  const input = options.isQuick ? { events: 1_000, repeats: 3 } : { events: 5_000, repeats: 11 };
  const rows = await runWorker<readonly ThroughputRow[]>('throughput-worker', input, {
    ...options,
    isOneCore: true,
  });

  const table = toTable(
    ['format', 'sessions come', 'events/s', 'floor/s', 'ratio', 'by CPU time', 'event B', 'record B'],
    rows.map(
      ({
        format,
        sessionsCome,
        eventsPerSecond,
        floorPerSecond,
        ratio,
        cpuRatio,
        eventBytes,
        recordBytes,
      }) => [
        format,
        sessionsCome,
        Math.round(eventsPerSecond),
        Math.round(floorPerSecond),
        ratio.toFixed(2),
        cpuRatio.toFixed(2),
        Math.round(eventBytes),
        Math.round(recordBytes),
      ],
    ),
  );
  const figures = rows.map(({ format, sessionsCome, eventsPerSecond, ratio, cpuRatio }) => [
    sessionsCome === 'again' ? format : `${format}_${sessionsCome}`,
    {
      events_per_second: Math.round(eventsPerSecond),
      ratio_to_json_floor: rounded(ratio),
      ratio_by_cpu_time: rounded(cpuRatio),
    },
  ]);
  return { table, figures: Object.fromEntries(figures) as BenchResult['figures'] };
}
