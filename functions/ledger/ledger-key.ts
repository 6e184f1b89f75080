import { createHmac } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** The generated secret of the ledger, and the one before it while items written under that are still about. */
export interface LedgerSecrets {
  readonly current: string;
  readonly previous?: string | undefined;
}

/** How items and the facts in them are spelled. Another number is another item: old ones run out by themselves. */
const version = 1;

export interface LedgerKeys {
  /** The item's key in the table. `s`: a session. `u`: a user. */
  readonly toItemKey: (kind: 's' | 'u', id: string) => string;
  /** A keyed hash of anything else, of 22 characters. */
  readonly toKey: (value: string) => string;
}

/** Longer ones come once, or are somebody's idea. */
const longestRemembered = 128;

/**
 * `mostRemembered`: texts whose hash is kept, for the same sessions, users and networks come again and again, and a keyed hash
 * costs as much as a whole event's facts.
 */
export function createLedgerKeys(secret: string, mostRemembered = 10_000): LedgerKeys {
  if (secret === '') throw new Error('the secret of the ledger is empty');
  const remembered = new LRUCache<string, string>({ max: mostRemembered });

  function hash(kind: string, value: string): string {
    const text = `${kind}:${value}`;
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const key = createHmac('sha256', secret).update(text).digest().subarray(0, 16).toString('base64url');
    if (text.length <= longestRemembered) remembered.set(text, key);
    return key;
  }

  return {
    toItemKey: (kind, id) => `${version}${kind}.${hash(kind, id)}`,
    toKey: (value) => hash('v', value),
  };
}
