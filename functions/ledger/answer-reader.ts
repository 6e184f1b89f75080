import QuickLRU from 'quick-lru';
import type { LedgerItem } from './ledger-item.ts';
import type { LedgerKeys } from './ledger-key.ts';
import type { StoredAnswer, StoredSession } from './session-ledger.ts';
import { type AnswerCodec, readStoredAnswer, unpackAnswer } from './stored-answer.ts';

const mostRemembered = 500;

interface Unpacked {
  readonly packed: Uint8Array;
  readonly foundAtMs: number;
  readonly found: StoredSession | undefined;
}

/**
 * Reads what items keep of Auth0's answers, for a worker: a session has many events, and unpacking costs some ten microseconds
 * each time. One answer is one object, so that whoever reads it may remember what it has read.
 */
export function createAnswerReader(
  keys: readonly Pick<LedgerKeys, 'toKey'>[],
  codec: AnswerCodec,
): (itemKey: string, item: LedgerItem) => StoredAnswer | undefined {
  const remembered = new QuickLRU<string, Unpacked>({ maxSize: mostRemembered });

  return function readAnswer(itemKey, item) {
    return readStoredAnswer(item, (packed, foundAtMs) => {
      const known = remembered.get(itemKey);
      if (known?.foundAtMs === foundAtMs && Buffer.compare(known.packed, packed) === 0) return known.found;
      const found = unpackAnswer(packed, foundAtMs, keys, codec);
      // A table's bytes are a piece of Node's pool, which would live as long.
      remembered.set(itemKey, { packed: new Uint8Array(packed), foundAtMs, found });
      return found;
    });
  };
}
