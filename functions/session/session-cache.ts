import { LRUCache } from 'lru-cache';
import type { Auth0Session } from './session-outcome.ts';

/** What Auth0 said about a session. */
export interface Knowledge {
  /** Undefined: there was none (404). */
  readonly session: Auth0Session | undefined;
  /** Epoch milliseconds at which the request was sent: Auth0 looked then or later. */
  readonly fetchedAtMs: number;
}

export interface SessionCache {
  /** What is fresh enough for an event of that time. */
  find(sessionId: string, occurredAtMs: number): Knowledge | undefined;
  add(sessionId: string, knowledge: Knowledge): void;
  isFresh(knowledge: Pick<Knowledge, 'fetchedAtMs'>, occurredAtMs: number): boolean;
}

export interface SessionCacheOptions {
  readonly now: () => number;
  /** For how long an answer serves events that happened after it. @default 30_000 */
  readonly ttlMs?: number;
  /** @default 100_000 */
  readonly maxEntries?: number;
  /** Of the sessions as JSON text; the heap holds about one and a half times as much. @default 67_108_864 */
  readonly maxBytes?: number;
}

interface Kept {
  readonly latest: Knowledge;
  /** A session that was found before `latest` found it gone: it still is the truth about earlier events. */
  readonly found: Knowledge | undefined;
  readonly bytes: number;
}

/** What an entry takes beside the session's text. */
const entryBytes = 200;

/**
 * Keeps answers, a missing session included, by one rule of freshness: an answer is current for ever for what happened
 * at or before it was fetched, and for `ttlMs` for what happened later. So a backlog costs one look-up per session.
 */
export function createSessionCache(options: SessionCacheOptions): SessionCache {
  const { now, ttlMs = 30_000, maxEntries = 100_000, maxBytes = 67_108_864 } = options;
  // Both bounds in one: with `max`, lru-cache would allocate room for all entries at every cold start.
  const leastBytes = Math.max(1, Math.floor(maxBytes / maxEntries));
  const kept = new LRUCache<string, Kept>({
    maxSize: maxBytes,
    sizeCalculation: ({ bytes }) => Math.max(bytes, leastBytes),
  });

  function isFresh({ fetchedAtMs }: Pick<Knowledge, 'fetchedAtMs'>, occurredAtMs: number): boolean {
    return fetchedAtMs >= occurredAtMs || now() - fetchedAtMs < ttlMs;
  }

  return {
    isFresh,

    find(sessionId, occurredAtMs) {
      const entry = kept.get(sessionId);
      if (entry === undefined) return undefined;
      if (entry.found !== undefined && entry.found.fetchedAtMs >= occurredAtMs) return entry.found;
      return isFresh(entry.latest, occurredAtMs) ? entry.latest : undefined;
    },

    add(sessionId, knowledge) {
      const before = kept.peek(sessionId);
      if (before !== undefined && before.latest.fetchedAtMs > knowledge.fetchedAtMs) return;
      const earlier = before?.latest.session === undefined ? before?.found : before.latest;
      const found = knowledge.session === undefined ? earlier : undefined;
      const bytes = entryBytes + sessionId.length + toBytes(knowledge.session) + toBytes(found?.session);
      kept.set(sessionId, { latest: knowledge, found, bytes });
    },
  };
}

function toBytes(session: Auth0Session | undefined): number {
  return session === undefined ? 0 : JSON.stringify(session).length;
}
