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
 * `mostRemembered`: of each kind, texts whose key is kept, for the same sessions, users and networks come again and again, and a
 * keyed hash costs as much as a whole event's facts.
 */
export function createLedgerKeys(secret: string, mostRemembered = 10_000): LedgerKeys {
  if (secret === '') throw new Error('the secret of the ledger is empty');

  function rememberKeys(kind: string, prefix: string): (value: string) => string {
    const remembered = new LRUCache<string, string>({ max: mostRemembered });
    return function toKey(value) {
      const known = remembered.get(value);
      if (known !== undefined) return known;
      const hash = createHmac('sha256', secret).update(`${kind}:${value}`).digest();
      const key = prefix + hash.subarray(0, 16).toString('base64url');
      if (value.length <= longestRemembered) remembered.set(value, key);
      return key;
    };
  }

  const toItemKeys = { s: rememberKeys('s', `${version}s.`), u: rememberKeys('u', `${version}u.`) };
  return { toItemKey: (kind, id) => toItemKeys[kind](id), toKey: rememberKeys('v', '') };
}
