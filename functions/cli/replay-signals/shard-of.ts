import QuickLRU from 'quick-lru';
import { readRevocation } from '../../ledger/revocation.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';

/** One of several parts of all events. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

/** About 150 bytes each. What comes back after so many others goes where its user goes, which is the same place. */
const mostSessions = 200_000;

/**
 * Deals events out: those of one user go to one shard, and those of one session too, so that each shard knows all that its alerts
 * rest on. The same events in the same order are always dealt out alike.
 */
export function createSharding(of: number): (event: LogEvent) => number {
  const sessions = new QuickLRU<string, number>({ maxSize: mostSessions });

  return function shardOf(event) {
    if (of === 1) return 0;
    const { sessionId, userId } = toConcerned(event);
    const known = sessionId === undefined ? undefined : sessions.get(sessionId);
    const shard = known ?? hashText(userId ?? sessionId ?? event.logId) % of;
    if (sessionId !== undefined && known === undefined) sessions.set(sessionId, shard);
    return shard;
  };
}

/** Whose session it is about: a call of the Management API is not about its caller's. */
function toConcerned({ type, sessionId, data }: LogEvent) {
  const revocation = type === 'sapi' ? readRevocation(readObject(data['details'])) : undefined;
  if (revocation === undefined) return { sessionId, userId: readShownText(data['user_id']) };
  return 'sessionId' in revocation
    ? { sessionId: revocation.sessionId, userId: undefined }
    : { sessionId: undefined, userId: revocation.userId };
}

/** FNV-1a, 32 bits: spreads well enough, and costs nothing. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
