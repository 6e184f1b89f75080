/** What a batch counts: an entry of one call, with the records inside it. */
export interface BatchEntry {
  readonly uids: readonly string[];
  readonly bytes: number;
}

/** Entries in their order, as few batches as the two limits allow in one pass. A bigger entry stands alone. */
export function toBatches<Entry extends BatchEntry>(
  entries: readonly Entry[],
  maxEntries: number,
  maxBytes: number,
): Entry[][] {
  const batches: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const batch = batches.at(-1);
    if (batch !== undefined && batch.length < maxEntries && bytes + entry.bytes <= maxBytes) {
      batch.push(entry);
      bytes += entry.bytes;
    } else {
      batches.push([entry]);
      bytes = entry.bytes;
    }
  }
  return batches;
}
