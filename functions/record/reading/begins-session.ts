import type { JsonObject } from '../../log-event/log-event.ts';
import { readTimeMs } from '../../log-event/read-time.ts';
import { readList, readObject } from '../../log-event/read-value.ts';
import type { SessionReading } from './read-session.ts';
import { readText } from './read-values.ts';

/** A login that was written this much later than its session began: with a step of consent it took 25 s. */
const longestLoginMs = 60_000;

/**
 * Whether a login began its session: it had a prompt at which somebody authenticated, or where prompts are not told the
 * session is as old as the login. A login without such a prompt joins a session that was there (single sign-on).
 */
export function beginsSession(
  type: string | undefined,
  details: JsonObject | undefined,
  session: SessionReading | undefined,
  timeMs: number,
): boolean {
  if (type !== 's' && type !== 'scoa' && type !== 'sdel') return false;
  const prompts = readList(details?.['prompts']);
  if (prompts !== undefined && prompts.length > 0) return prompts.some(isAuthenticating);
  const createdMs = session?.createdMs ?? readTimeMs(details?.['initiatedAt']);
  return createdMs !== undefined && Math.abs(timeMs - createdMs) <= longestLoginMs;
}

function isAuthenticating(prompt: unknown): boolean {
  const name = readText(readObject(prompt)?.['name']);
  return name !== undefined && (name === 'login' || name.endsWith('-authenticate'));
}
