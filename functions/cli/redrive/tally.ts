import { formatMany } from '../terminal/progress-line.ts';

/** What was found, as far as it is counted. */
export interface Tallied {
  /** `sendable` with --run, `sent` with it; the others stay where they are. */
  readonly fate: 'sent' | 'sendable' | 'unreadable' | 'tooLarge';
  readonly reason: string;
  /** A log type, `session event` or `unreadable`; for a finished record its destination. */
  readonly type: string;
  /** Epoch milliseconds: the event's own time, for a finished record its first failure. */
  readonly atMs: number;
}

interface Row {
  readonly reason: string;
  readonly type: string;
  readonly count: number;
  readonly oldest: string;
  readonly newest: string;
}

/** Counts of one kind of dead letters, with a row for each reason and type. */
export function createTally(kind: 'events' | 'records') {
  const rows = new Map<string, Row>();
  const counts = { found: 0, sent: 0, unreadable: 0, tooLarge: 0 };
  return {
    kind,
    counts: counts as Readonly<typeof counts>,
    /** Those that stay where they are. */
    get left() {
      return counts.unreadable + counts.tooLarge;
    },
    add({ fate, reason, type, atMs }: Tallied): void {
      counts.found += 1;
      if (fate !== 'sendable') counts[fate] += 1;
      const key = JSON.stringify([reason, type]);
      const at = new Date(atMs).toISOString();
      const row = rows.get(key) ?? { reason, type, count: 0, oldest: at, newest: at };
      rows.set(key, {
        ...row,
        count: row.count + 1,
        oldest: at < row.oldest ? at : row.oldest,
        newest: at > row.newest ? at : row.newest,
      });
    },
    toRows: (): readonly Row[] => [...rows.values()].toSorted((a, b) => b.count - a.count),
    toJson: () => ({ ...counts, groups: [...rows.values()] }),
  };
}

export type Tally = ReturnType<typeof createTally>;

/** For a terminal: a line for each reason and type, and one for what was or would be done. */
export function describe(tallies: readonly Tally[], hasRun: boolean): string {
  const found = tallies.filter(({ counts }) => counts.found > 0);
  if (found.length === 0) return 'nothing there\n';
  return found.map((tally) => describeOne(tally, hasRun)).join('');
}

function describeOne(tally: Tally, hasRun: boolean): string {
  const { counts, kind } = tally;
  const lines = tally.toRows().map(({ reason, type, count, oldest, newest }) => {
    return `${String(count).padStart(8)}  ${type.padEnd(20)} ${oldest} … ${newest}  ${reason}`;
  });
  const what = kind === 'events' ? 'message' : 'finished record';
  const cannot = kind === 'events' ? 'unreadable' : 'unreadable or without a queue to go to';
  const left = `${counts.unreadable} ${cannot}${counts.tooLarge > 0 ? ` and ${counts.tooLarge} above 1 MiB` : ''}`;
  const outcome = hasRun
    ? `${formatMany(counts.sent, what)} sent again, ${left} left where they are`
    : `${formatMany(counts.found, what)}; ${counts.found - tally.left} would be sent again: add --run`;
  return `${[...lines, outcome].join('\n')}\n`;
}
