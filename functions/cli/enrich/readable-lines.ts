import type { EnrichedRecords } from '../../enrich/pipeline.ts';
import type { Terminal } from '../terminal/command.ts';
import { toTerminalLine } from '../terminal/terminal-line.ts';

/** A line for people in place of an event's records, as wide as the terminal; in colour where it is one and wants it. */
export async function loadReadableLines(
  { stdout, env }: Pick<Terminal, 'stdout' | 'env'>,
  isForStdout: boolean,
): Promise<(enriched: EnrichedRecords) => readonly string[]> {
  const { explainLogin } = await import('../../record/explain/explain-login.ts');
  const isOnScreen = isForStdout && stdout.isTTY === true;
  const isColoured = isOnScreen && (env['NO_COLOR'] ?? '') === '';
  return ({ event, outcome, signals }) => {
    const { event: words, ...login } = explainLogin({ event, outcome, signals });
    const line = { ...login, type: words.code, event: words.words };
    return [toTerminalLine(line, { isColoured, columns: isOnScreen ? stdout.columns : undefined })];
  };
}
