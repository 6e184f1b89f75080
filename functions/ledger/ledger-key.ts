import { createHmac } from 'node:crypto';

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

export function createLedgerKeys(secret: string): LedgerKeys {
  if (secret === '') throw new Error('the secret of the ledger is empty');
  const hash = (kind: string, value: string) =>
    createHmac('sha256', secret).update(`${kind}:${value}`).digest().subarray(0, 16).toString('base64url');
  return {
    toItemKey: (kind, id) => `${version}${kind}.${hash(kind, id)}`,
    toKey: (value) => hash('v', value),
  };
}
