import type { FeedRow } from './playground/feed-row.ts';

export interface LineStyle {
  /** ANSI colours: a terminal that wants them. */
  readonly isColoured: boolean;
  /** Columns; 0 or undefined: not known. */
  readonly columns?: number | undefined;
}

const words = { info: 'Info', low: 'Low', medium: 'Medium', high: 'High' };
const colours: Readonly<Record<string, string>> = { high: '1;31', medium: '33', low: '93', info: '90' };
/** Nothing was to be asked for: no lack of anything. */
const withoutQuestion: ReadonlySet<string> = new Set(['no_session_id', 'skipped']);
const narrowest = 60;

/** One record as a person reads it: time, risk, user, what happened, and what changed. */
export function toTerminalLine(row: FeedRow, { isColoured, columns = 0 }: LineStyle): string {
  const { timeMs, riskLevel, user, event, type, headline, coverage, status } = row;
  const risk = words[riskLevel as keyof typeof words] ?? riskLevel;
  const isExpected = coverage !== 'none' || withoutQuestion.has(status);
  const what = headline !== '' ? headline : isExpected ? '' : `session ${status.replaceAll('_', ' ')}`;
  const parts = [
    toClock(timeMs),
    risk.padEnd(6),
    toColumn(user || '–', 26),
    toColumn(type, 8),
    toColumn(event, 36),
    what,
  ];
  const line = toPlain(parts.join('  ').trimEnd());
  const shown = columns >= narrowest && line.length > columns ? `${line.slice(0, columns - 1)}…` : line;
  return isColoured ? `\u001b[${colours[riskLevel] ?? '0'}m${shown}\u001b[0m` : shown;
}

function toClock(timeMs: number): string {
  return new Date(timeMs).toLocaleTimeString('en-GB', { hour12: false });
}

function toColumn(text: string, width: number): string {
  const points = Array.from(text);
  return points.length > width ? `${points.slice(0, width - 1).join('')}…` : text.padEnd(width);
}

/** Whoever fails to log in chooses their user name: no control character of theirs reaches the terminal. */
function toPlain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '�');
}
