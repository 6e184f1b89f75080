import { LRUCache } from 'lru-cache';
import { type PackedSession, packSession, unpackSession } from './packed-session.ts';
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
  /** Of memory. @default 33_554_432 */
  readonly maxBytes?: number;
}

/** The latest answer and, when it was a 404, the session that an earlier one had found: it stays true of its time. */
interface Kept {
  readonly fetchedAtMs: number;
  readonly isFound: boolean;
  readonly packed: PackedSession | undefined;
  /** When `packed` was fetched. */
  readonly foundAtMs: number;
}

/** What an entry takes beside its texts, and a session for each character of its JSON, on V8's heap; both measured. */
const entryBytes = 210;
const bytesPerCharacter = 1.5;
/** The part of the memory that holds sessions ready for use. */
const readyShare = 1 / 4;

/**
 * Keeps answers, a missing session included, by one rule of freshness: an answer is current for ever for what happened
 * at or before it was fetched, and for `ttlMs` for what happened later. So a backlog costs one look-up per session.
 *
 * Nothing ends with its time, therefore, but makes room for what is used more. Sessions are packed, to a seventh of
 * what they take as objects: the default holds 50,000 of them, which takes a worker hours to fetch on an Enterprise plan
 * (4 a second) and a quarter of an hour at the most that a worker is given (50 a second). Those in use stay unpacked as
 * well, some 5,000, and are then one and the same object for every event.
 */
export function createSessionCache(options: SessionCacheOptions): SessionCache {
  const { now, ttlMs = 30_000, maxEntries = 100_000, maxBytes = 33_554_432 } = options;
  const maxReadyBytes = Math.max(1, Math.floor(maxBytes * readyShare));
  const maxKeptBytes = Math.max(1, Math.floor(maxBytes - maxReadyBytes));
  // Both bounds in one: with `max`, lru-cache would allocate room for all entries at every cold start.
  const leastBytes = Math.max(1, Math.floor(maxKeptBytes / maxEntries));
  const kept = new LRUCache<string, Kept>({
    maxSize: maxKeptBytes,
    sizeCalculation: ({ packed = '' }, sessionId) =>
      Math.max(entryBytes + sessionId.length + packed.length, leastBytes),
  });
  const ready = new LRUCache<PackedSession, Auth0Session>({ maxSize: maxReadyBytes });

  function isFresh({ fetchedAtMs }: Pick<Knowledge, 'fetchedAtMs'>, occurredAtMs: number): boolean {
    return fetchedAtMs >= occurredAtMs || now() - fetchedAtMs < ttlMs;
  }

  function keepReady(packed: PackedSession, session: Auth0Session, json: string): void {
    ready.set(packed, session, { size: Math.ceil(json.length * bytesPerCharacter) });
  }

  function open(packed: PackedSession): Auth0Session {
    const known = ready.get(packed);
    if (known !== undefined) return known;
    const json = unpackSession(packed);
    const session = JSON.parse(json) as Auth0Session;
    keepReady(packed, session, json);
    return session;
  }

  return {
    isFresh,

    find(sessionId, occurredAtMs) {
      const entry = kept.get(sessionId);
      if (entry === undefined) return undefined;
      const { fetchedAtMs, isFound, packed, foundAtMs } = entry;
      if (packed !== undefined && foundAtMs >= occurredAtMs) {
        return { session: open(packed), fetchedAtMs: foundAtMs };
      }
      if (!isFresh(entry, occurredAtMs)) return undefined;
      return { session: isFound && packed !== undefined ? open(packed) : undefined, fetchedAtMs };
    },

    add(sessionId, { session, fetchedAtMs }) {
      const before = kept.peek(sessionId);
      if (before !== undefined && before.fetchedAtMs > fetchedAtMs) return;
      if (session === undefined) {
        const { packed, foundAtMs = fetchedAtMs } = before ?? {};
        kept.set(sessionId, { fetchedAtMs, isFound: false, packed, foundAtMs });
        return;
      }
      const json = JSON.stringify(session);
      const packed = packSession(json);
      keepReady(packed, session, json);
      kept.set(sessionId, { fetchedAtMs, isFound: true, packed, foundAtMs: fetchedAtMs });
    },
  };
}
