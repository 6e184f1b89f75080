import { formatCount, formatMany } from '../terminal/progress-line.ts';
import type { AlertComparison, ListedAlert } from './compare-alerts.ts';

/** The comparison for people: tables in plain text, the same bytes for the same comparison. */
export function toComparisonText(comparison: AlertComparison, sides: readonly [string, string]): string {
  const { events, days, from, to, alerts, sessions, users, byDay, bySignal } = comparison;
  const span = from === undefined || to === undefined ? '' : `, ${from.slice(0, 10)} to ${to.slice(0, 10)}`;
  const perDay = (count: number) => (days === 0 ? '0' : (count / days).toFixed(1));
  return [
    `${formatMany(events, 'event')} on ${formatMany(days, 'day')}${span}`,
    ...sides.map((side, place) => `${'AB'[place]}: ${side}`),
    '',
    ...toColumns([
      ['', 'A', 'B'],
      ['alerts', ...alerts.map(formatCount)],
      ['a day', ...alerts.map(perDay)],
      ['sessions', ...sessions.map(formatCount)],
      ['users', ...users.map(formatCount)],
    ]),
    '',
    ...toColumns([
      ['signal', 'A', 'B', 'new', 'silent', 'changed'],
      ...bySignal.map((row) =>
        [row.signal, ...row.alerts.map(formatCount), row.new, row.silent, row.changed].map(String),
      ),
    ]),
    '',
    ...toColumns([['day', 'A', 'B'], ...byDay.map((row) => [row.day, ...row.alerts.map(formatCount)])]),
    ...toSection('New in B', comparison.new, sum(bySignal, 'new')),
    ...toSection('Silent in B', comparison.silent, sum(bySignal, 'silent')),
    ...toSection('Of another severity in B', comparison.changed, sum(bySignal, 'changed')),
  ].join('\n');
}

function sum(rows: AlertComparison['bySignal'], name: 'new' | 'silent' | 'changed'): number {
  return rows.reduce((total, row) => total + row[name], 0);
}

function toSection(title: string, list: readonly ListedAlert[], count: number): readonly string[] {
  if (count === 0) return ['', `${title}: none`];
  const shown = list.length < count ? `, the first ${formatCount(list.length)}` : '';
  const rows = list.map(({ time, level, signal, session_id, user_id }) =>
    [time, level, signal, session_id ?? 'no session', user_id ?? 'no user'].join('  '),
  );
  return ['', `${title}: ${formatCount(count)}${shown}`, ...rows];
}

/** The first column to the left, numbers to the right. */
function toColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
