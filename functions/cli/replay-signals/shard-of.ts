import { LRUCache } from 'lru-cache';
import type { Concerned } from './concerned.ts';

/** One of several parts of all events. */
export interface Shard {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

/** About 150 bytes each. What comes back after so many others goes where its user goes, which is the same place. */
const mostSessions = 200_000;

/** Gives the shard of an event, by whom it is about. */
export type ShardOf = (concerned: Concerned) => number;

/**
 * Deals events out: those of one user go to one shard, and those of one session too, so that each shard knows all that its alerts
 * rest on. The same events in the same order are always dealt out alike.
 */
export function createSharding(of: number): ShardOf {
  const sessions = new LRUCache<string, number>({ max: mostSessions });

  return function shardOf({ sessionId, userId, logId }) {
    const known = sessionId === undefined ? undefined : sessions.get(sessionId);
    const shard = known ?? hashText(userId ?? sessionId ?? logId) % of;
    if (sessionId !== undefined && known === undefined) sessions.set(sessionId, shard);
    return shard;
  };
}

/** FNV-1a, 32 bits: spreads well enough, and costs nothing. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
