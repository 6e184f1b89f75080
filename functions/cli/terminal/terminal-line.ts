/** What a line tells of a record. */
export interface LoginLine {
  readonly timeMs: number;
  readonly riskLevel: string;
  readonly user: string;
  /** The log type's code, and what it means. */
  readonly type: string;
  readonly event: string;
  /** What changed, in words; empty when nothing was raised. */
  readonly headline: string;
  /** `none`: nothing is known of the session. */
  readonly coverage: string;
  /** Of the look-up. */
  readonly status: string;
}

export interface LineStyle {
  /** ANSI colours: a terminal that wants them. */
  readonly isColoured: boolean;
  /** Columns; 0 or undefined: not known. */
  readonly columns?: number | undefined;
  /** @default date and time in UTC */
  readonly formatTime?: (timeMs: number) => string;
}

/** Risk levels as people read them. */
export const riskWords: Readonly<Record<string, string>> = {
  info: 'Info',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
};
const colours: Readonly<Record<string, string>> = { high: '1;31', medium: '33', low: '93', info: '90' };
/** Nothing was to be asked for: no lack of anything. */
const withoutQuestion: ReadonlySet<string> = new Set(['no_session_id', 'skipped']);
const narrowest = 60;

/** One record as a person reads it: time, risk, user, what happened, and what changed. */
export function toTerminalLine(
  login: LoginLine,
  { isColoured, columns = 0, formatTime = toUtc }: LineStyle,
): string {
  const { timeMs, riskLevel, user, event, type, headline, coverage, status } = login;
  const isExpected = coverage !== 'none' || withoutQuestion.has(status);
  const what = headline !== '' ? headline : isExpected ? '' : `session ${status.replaceAll('_', ' ')}`;
  const parts = [
    formatTime(timeMs),
    (riskWords[riskLevel] ?? riskLevel).padEnd(6),
    toColumn(user || '–', 26),
    toColumn(type, 8),
    toColumn(event, 36),
    what,
  ];
  return fitLine(parts.join('  '), riskLevel, { isColoured, columns });
}

/** Without a control character of somebody else's, as wide as the terminal, in the colour of its risk. */
export function fitLine(
  text: string,
  riskLevel: string,
  { isColoured, columns = 0 }: Pick<LineStyle, 'isColoured' | 'columns'>,
): string {
  const line = toPlain(text.trimEnd());
  const shown = columns >= narrowest && line.length > columns ? `${line.slice(0, columns - 1)}…` : line;
  return isColoured ? `\u001b[${colours[riskLevel] ?? '0'}m${shown}\u001b[0m` : shown;
}

/** Date and time in UTC. */
export function toUtc(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** As wide as that, cut where it is longer. */
export function toColumn(text: string, width: number): string {
  const points = Array.from(text);
  return points.length > width ? `${points.slice(0, width - 1).join('')}…` : text.padEnd(width);
}

/** Whoever fails to log in chooses their user name: no control character of theirs reaches the terminal. */
function toPlain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '�');
}
