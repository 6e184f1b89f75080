import type { MonthSize } from './month/generate-month.ts';
import type { MonthRow } from './month/month-worker.ts';
import { describeRates, rates } from './month/rates.ts';
import type { ReplayRow } from './month/replay-worker.ts';
import type { BenchOptions, BenchResult } from './part.ts';
import { rounded } from './quantile.ts';
import { runWorker } from './run-worker.ts';
import { toTable } from './table.ts';

const seed = 1;

/** The whole month, or 1,000 people's share of it. */
function toSize({ isQuick }: BenchOptions): MonthSize {
  const { people, days, events, attacks } = rates;
  return isQuick
    ? { seed, people: people / 10, days, events: events / 10, attacks }
    : { seed, people, days, events, attacks };
}

/**
 * A month of generated daily life with attacks planted in it, through ledger and signals: how many findings of Medium or above
 * harmless sessions have, and how many attacks are found.
 */
export async function measureMonth(options: BenchOptions): Promise<BenchResult> {
  const row = await runWorker<MonthRow>('month/month-worker', toSize(options), options);
  const { events, harmlessSessions, falseFindings, attacks, cpuSeconds, mostMemoryMb } = row;
  const count = Object.values(falseFindings).reduce((sum, one) => sum + one, 0);
  const isFound = ({ signals }: MonthRow['attacks'][number]) => signals.length > 0;
  const ofSignals = attacks.flatMap(({ signals }) => signals);
  const figures = {
    seed,
    events,
    harmless_sessions: harmlessSessions,
    findings_per_10_000_harmless_sessions: rounded((count * 10_000) / harmlessSessions),
    false_findings: falseFindings,
    attacks: attacks.length,
    attacks_found: attacks.filter(isFound).length,
    signals_of_attacks: ofSignals.length,
    of_them_one_incident: ofSignals.filter(([, created]) => created === 1).length,
    events_per_second_by_cpu_time: Math.round(events / cpuSeconds),
    most_memory_mb: Math.round(mostMemoryMb),
  };
  const kinds = [...new Set(attacks.map(({ kind }) => kind))];
  const table = [
    describeRates(),
    '',
    toTable(
      ['attack', 'planted', 'found', 'by signals of Medium or above'],
      kinds.map((kind) => {
        const ofKind = attacks.filter((one) => one.kind === kind);
        const names = new Set(ofKind.flatMap(({ signals }) => signals.map(([name]) => name)));
        return [kind, ofKind.length, ofKind.filter(isFound).length, [...names].toSorted().join(' ')];
      }),
    ),
    '',
    toTable(
      ['', 'measured'],
      Object.entries(figures).map(([name, value]) => [
        name,
        typeof value === 'object' ? JSON.stringify(value) : value,
      ]),
    ),
  ].join('\n');
  return { figures, table };
}

const tenant = {
  auth0: { domain: 'month.eu.auth0.com', plan: 'enterprise' },
  ingress: { webhook: {} },
  destinations: [{ type: 'bucket' }],
  alarms: { email: 'security@month.example' },
};

/** The same month as a customer keeps it, under two settings. */
export async function measureReplay(options: BenchOptions): Promise<BenchResult> {
  const row = await runWorker<ReplayRow>('month/replay-worker', { size: toSize(options), tenant }, options);
  const { events, eventsPerSecond, wallSeconds, mostMemoryMb, isSame, text } = row;
  const figures = {
    seed,
    events,
    events_per_second_by_cpu_time: Math.round(eventsPerSecond),
    wall_seconds: rounded(wallSeconds),
    most_memory_mb: Math.round(mostMemoryMb),
    same_bytes_twice: isSame,
  };
  return {
    figures,
    table: `${text}\n${toTable(
      ['', 'measured'],
      Object.entries(figures).map(([name, value]) => [name, String(value)]),
    )}`,
  };
}
