import type { StoredAnswer, StoredSession } from '../../ledger/session-ledger.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { Showing } from './session-showing.ts';

/** What an answer says of an event: the session, or that there was none. */
export type FreshAnswer =
  | { readonly isFound: true; readonly session: StoredSession }
  | { readonly isFound: false; readonly askedAtMs: number };

/** Somebody used the session at that moment, whatever Auth0 said of it before. */
const signIns: ReadonlySet<string | undefined> = new Set(['s', 'ssa', 'scoa', 'ss', 'sdel', 'sdelsa']);

/**
 * What is fresh enough for an event of what Auth0 has answered.
 *
 * An answer is current for ever for what happened at or before it. For a later event it serves while younger than
 * `ttlMs`, unless the event shows a network or program for the first time, which that answer cannot know; and a 404 says
 * nothing of a later sign-in.
 */
export function findFreshAnswer(
  answer: StoredAnswer | undefined,
  { type, occurredAtMs }: Pick<LogEvent, 'type' | 'occurredAtMs'>,
  { network, program }: Pick<Showing, 'network' | 'program'>,
  { nowMs, ttlMs }: { readonly nowMs: number; readonly ttlMs: number },
): FreshAnswer | undefined {
  if (answer === undefined) return undefined;
  const { askedAtMs, isGone, found } = answer;
  if (found !== undefined && found.fetchedAtMs >= occurredAtMs) return { isFound: true, session: found };
  if (isGone && askedAtMs >= occurredAtMs) return { isFound: false, askedAtMs };
  if (nowMs - askedAtMs >= ttlMs || network === 'new' || program === 'new') return undefined;
  if (isGone) return signIns.has(type) ? undefined : { isFound: false, askedAtMs };
  return found && { isFound: true, session: found };
}
