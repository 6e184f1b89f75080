import { LRUCache } from 'lru-cache';
import { createByteStore } from './byte-store.ts';
import { packSession, unpackSession } from './packed-session.ts';
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
  /** For how long an answer serves events that happened after it. */
  readonly ttlMs: number;
  readonly maxEntries: number;
  /** Of memory. */
  readonly maxBytes: number;
}

/** The latest answer and, when it was a 404, the session that an earlier one had found: it stays true of its time. */
interface Kept {
  readonly fetchedAtMs: number;
  readonly isFound: boolean;
  /** A view: good until something is kept. */
  readonly packed: Uint8Array | undefined;
  /** When `packed` was fetched. */
  readonly foundAtMs: number;
}

/** What a session takes for each character of its JSON, and an entry in the index, on V8's heap; both measured. */
const bytesPerCharacter = 1.5;
const indexBytes = 150;
/** The parts of the memory that hold sessions ready for use, and the index; the rest holds packed ones. */
const readyShare = 2 / 7;
const indexShare = 2 / 7;

/**
 * Keeps answers, a missing session included, by one rule of freshness: an answer is current for ever for what happened
 * at or before it was fetched, and for `ttlMs` for what happened later. So a backlog costs one look-up per session.
 *
 * Nothing ends with its time, therefore, but makes room for what is used more. Sessions are packed, to a seventh of
 * what they take as objects: the default holds some 55,000 of them, which takes a worker hours to fetch on an Enterprise plan
 * (4 a second) and a quarter of an hour at the most that a worker is given (50 a second). Those in use stay unpacked as
 * well, some 5,000, and are then one and the same object for every event.
 */
export function createSessionCache(options: SessionCacheOptions): SessionCache {
  const { now, ttlMs, maxEntries, maxBytes } = options;
  const maxReadyBytes = Math.max(1, Math.floor(maxBytes * readyShare));
  const kept = createByteStore({
    maxEntries: Math.min(maxEntries, Math.floor((maxBytes * indexShare) / indexBytes)),
    maxBytes: maxBytes * (1 - readyShare - indexShare),
  });
  const ready = new LRUCache<string, { readonly session: Auth0Session; readonly foundAtMs: number }>({
    maxSize: maxReadyBytes,
  });

  function isFresh({ fetchedAtMs }: Pick<Knowledge, 'fetchedAtMs'>, occurredAtMs: number): boolean {
    return fetchedAtMs >= occurredAtMs || now() - fetchedAtMs < ttlMs;
  }

  function keepReady(sessionId: string, session: Auth0Session, foundAtMs: number, json: string): void {
    const size = Math.ceil(json.length * bytesPerCharacter);
    ready.set(sessionId, { session, foundAtMs }, { size });
  }

  function open(sessionId: string, packed: Uint8Array, foundAtMs: number): Auth0Session {
    const known = ready.get(sessionId);
    if (known?.foundAtMs === foundAtMs) return known.session;
    const json = unpackSession(packed);
    const session = JSON.parse(json) as Auth0Session;
    keepReady(sessionId, session, foundAtMs, json);
    return session;
  }

  return {
    isFresh,

    find(sessionId, occurredAtMs) {
      const entry = fromBytes(kept.get(sessionId));
      if (entry === undefined) return undefined;
      const { fetchedAtMs, isFound, packed, foundAtMs } = entry;
      if (packed !== undefined && foundAtMs >= occurredAtMs) {
        return { session: open(sessionId, packed, foundAtMs), fetchedAtMs: foundAtMs };
      }
      if (!isFresh(entry, occurredAtMs)) return undefined;
      const session = isFound && packed !== undefined ? open(sessionId, packed, foundAtMs) : undefined;
      return { session, fetchedAtMs };
    },

    add(sessionId, { session, fetchedAtMs }) {
      const before = fromBytes(kept.get(sessionId));
      if (before !== undefined && before.fetchedAtMs > fetchedAtMs) return;
      if (session === undefined) {
        const { packed, foundAtMs = fetchedAtMs } = before ?? {};
        kept.set(sessionId, toBytes({ fetchedAtMs, isFound: false, packed, foundAtMs }));
        return;
      }
      const json = JSON.stringify(session);
      keepReady(sessionId, session, fetchedAtMs, json);
      const packed = packSession(json);
      kept.set(sessionId, toBytes({ fetchedAtMs, isFound: true, packed, foundAtMs: fetchedAtMs }));
    },
  };
}

/** Two times of eight bytes, and one byte for the rest. */
const headBytes = 17;

function toBytes({ fetchedAtMs, isFound, packed, foundAtMs }: Kept): Buffer {
  const bytes = Buffer.allocUnsafe(headBytes + (packed?.length ?? 0));
  bytes.writeDoubleLE(fetchedAtMs, 0);
  bytes.writeDoubleLE(foundAtMs, 8);
  bytes[16] = isFound ? 1 : 0;
  if (packed !== undefined) bytes.set(packed, headBytes);
  return bytes;
}

function fromBytes(bytes: Buffer | undefined): Kept | undefined {
  if (bytes === undefined) return undefined;
  return {
    fetchedAtMs: bytes.readDoubleLE(0),
    foundAtMs: bytes.readDoubleLE(8),
    isFound: bytes[16] === 1,
    // A packed session is never empty.
    packed: bytes.length > headBytes ? bytes.subarray(headBytes) : undefined,
  };
}
