import { createHmac } from 'node:crypto';
import { rememberByText } from '../log-event/remember-by-text.ts';

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

/**
 * `mostRemembered`: of each kind, texts whose key is kept, for the same sessions, users and networks come again and again, and a
 * keyed hash costs as much as a whole event's facts.
 */
export function createLedgerKeys(secret: string, mostRemembered = 2_500): LedgerKeys {
  if (secret === '') throw new Error('the secret of the ledger is empty');

  function rememberKeys(kind: string, prefix: string): (value: string) => string {
    const toKey = (value: string) => {
      const hash = createHmac('sha256', secret).update(`${kind}:${value}`).digest();
      return prefix + hash.subarray(0, 16).toString('base64url');
    };
    return rememberByText(toKey, { most: mostRemembered });
  }

  const toItemKeys = { s: rememberKeys('s', `${version}s.`), u: rememberKeys('u', `${version}u.`) };
  return { toItemKey: (kind, id) => toItemKeys[kind](id), toKey: rememberKeys('v', '') };
}
