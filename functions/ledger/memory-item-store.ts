import { LRUCache } from 'lru-cache';
import { isAgent } from './item-limits.ts';
import { emptyItem, type LedgerItem } from './ledger-item.ts';
import type { ItemReading, ItemStore } from './item-store.ts';

export interface MemoryItemStoreOptions {
  /** Items kept; the one not used for longest goes first. About 2 kB each. @default 10_000 */
  readonly maxItems?: number;
}

/** What a table holds, in one process: for the command line, for `npm start`, and while the table is out of reach. */
export interface MemoryItemStore extends ItemStore {
  /** What is held under a key, without counting as use. */
  peek(key: string): LedgerItem | undefined;
  readonly size: number;
}

export function createMemoryItemStore({ maxItems = 10_000 }: MemoryItemStoreOptions = {}): MemoryItemStore {
  if (!Number.isInteger(maxItems) || maxItems < 1) {
    throw new Error(`maxItems must be a whole number above 0, got ${maxItems}`);
  }
  const items = new LRUCache<string, LedgerItem>({ max: maxItems });
  const find = (key: string) => items.get(key) ?? emptyItem;

  function keep(key: string, item: LedgerItem): ItemReading {
    items.set(key, item);
    return { status: 'done', item };
  }

  return {
    async add(key, facts, limits, expiresAt) {
      const item = find(key);
      if (facts.every((fact) => item.facts.has(fact))) return keep(key, { ...item, expiresAt });
      const all = new Set(item.facts);
      for (const fact of facts) all.add(fact);
      let agents = 0;
      for (const fact of all) if (isAgent(fact)) agents += 1;
      // As in the table, where what is there counts in full, and all that comes as new.
      const isOver = all.size - agents > limits.facts || agents > limits.agents;
      if (isOver && all.size > item.facts.size) return { status: 'full', item };
      return keep(key, { ...item, facts: all, expiresAt });
    },
    async read(key) {
      return { status: 'done', item: find(key) };
    },
    async remove(key, facts) {
      const item = find(key);
      const left = new Set([...item.facts].filter((fact) => !facts.includes(fact)));
      return keep(key, { ...item, facts: left });
    },
    async keepAnswer(key, { askedAtMs, packed }, expiresAt) {
      const item = find(key);
      if (item.askedAtMs !== undefined && item.askedAtMs >= askedAtMs) return { status: 'done', item };
      const found = packed === undefined ? {} : { packed, foundAtMs: askedAtMs };
      return keep(key, { ...item, askedAtMs, ...found, expiresAt });
    },
    async noteAsking(key, askingAtMs, expiresAt) {
      return keep(key, { ...find(key), askingAtMs, expiresAt });
    },
    async claim(key, signal, tag, expiresAt) {
      const item = find(key);
      const creators = new Map([[signal, tag], ...item.creators]);
      return keep(key, { ...item, creators, expiresAt });
    },
    async erase(key) {
      items.delete(key);
      return { status: 'done' };
    },
    peek: (key) => items.peek(key),
    get size() {
      return items.size;
    },
  };
}
