import { hash } from 'node:crypto';

const wordsPerEntry = 4;
const maxLoad = 0.6;

/**
 * Tells whether a `log_id` came before, in 16 bytes for each: a file may hold more events than a Set has room for.
 *
 * It remembers the first 128 bits of a SHA-256, so two different IDs are never taken for one in practice.
 */
export function createSeenLogIds(initialCapacity = 4_096) {
  let capacity = initialCapacity;
  let table = new Uint32Array(capacity * wordsPerEntry);
  let size = 0;
  const entry = new Uint32Array(wordsPerEntry);

  /** False when the entry is there already. A fingerprint of all zeroes cannot be told from an empty place. */
  function insert(into: Uint32Array, places: number, given: Uint32Array): boolean {
    const a = given[0]!;
    const b = given[1]!;
    const c = given[2]!;
    const d = given[3]!;
    for (let place = a % places; ; place = (place + 1) % places) {
      const at = place * wordsPerEntry;
      const isSame = into[at] === a && into[at + 1] === b && into[at + 2] === c && into[at + 3] === d;
      if (isSame) return false;
      if (isFree(into, at)) {
        into.set(given, at);
        return true;
      }
    }
  }

  function grow(): void {
    const bigger = new Uint32Array(table.length * 2);
    for (let at = 0; at < table.length; at += wordsPerEntry) {
      if (!isFree(table, at)) insert(bigger, capacity * 2, table.subarray(at, at + wordsPerEntry));
    }
    table = bigger;
    capacity *= 2;
  }

  return {
    /** True the first time. */
    add(logId: string): boolean {
      if (size >= capacity * maxLoad) grow();
      // A text costs a third of what a buffer does.
      const digest = hash('sha256', logId, 'binary');
      for (let word = 0; word < wordsPerEntry; word += 1) entry[word] = readWord(digest, 4 * word);
      const isNew = insert(table, capacity, entry);
      if (isNew) size += 1;
      return isNew;
    },
  };
}

/** 32 bits of a text with a byte in each character. */
function readWord(bytes: string, at: number): number {
  return (
    bytes.charCodeAt(at) |
    (bytes.charCodeAt(at + 1) << 8) |
    (bytes.charCodeAt(at + 2) << 16) |
    (bytes.charCodeAt(at + 3) << 24)
  );
}

function isFree(table: Uint32Array, at: number): boolean {
  return table[at] === 0 && table[at + 1] === 0 && table[at + 2] === 0 && table[at + 3] === 0;
}
