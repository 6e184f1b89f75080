import QuickLRU from 'quick-lru';
import type { FactText } from './fact-text.ts';
import { isAgent, type ItemLimits } from './item-limits.ts';
import { emptyItem, type LedgerItem } from './ledger-item.ts';
import type { ItemStore } from './item-store.ts';

export interface MemoryItemStoreOptions {
  /** Items kept, of those last used; twice as many at most. 2 to 7 kB each. @default 10_000 */
  readonly maxItems?: number;
}

/** A session's facts come one event after another: the item grows, and is another one only where something is taken away. */
interface HeldItem extends LedgerItem {
  readonly facts: Set<FactText>;
  /** How many of the facts are agents. */
  agents: number;
  expiresAt: number | undefined;
}

/**
 * What a table holds, in one process: for the command line, for `npm start`, and while the table is out of reach. An item that was
 * read before is that of now.
 */
export interface MemoryItemStore extends ItemStore {
  /** {@link ItemStore.add}, at once. */
  addNow(
    key: string,
    facts: readonly FactText[],
    limits: ItemLimits,
    expiresAt: number,
  ): { readonly status: 'done' | 'full'; readonly item: LedgerItem };
  /** {@link ItemStore.read}, at once. */
  readNow(key: string): LedgerItem;
  /** What is held under a key, without counting as use. */
  peek(key: string): LedgerItem | undefined;
  readonly size: number;
}

export function createMemoryItemStore({ maxItems = 10_000 }: MemoryItemStoreOptions = {}): MemoryItemStore {
  if (!Number.isInteger(maxItems) || maxItems < 1) {
    throw new Error(`maxItems must be a whole number above 0, got ${maxItems}`);
  }
  const items = new QuickLRU<string, HeldItem>({ maxSize: maxItems });
  const create = (): HeldItem => ({ ...emptyItem, facts: new Set(), agents: 0 });
  const find = (key: string): HeldItem => items.get(key) ?? create();

  function keep(key: string, item: HeldItem): { readonly status: 'done'; readonly item: LedgerItem } {
    items.set(key, item);
    return { status: 'done', item };
  }

  function addNow(
    key: string,
    facts: readonly FactText[],
    limits: ItemLimits,
    expiresAt: number,
  ): { readonly status: 'done' | 'full'; readonly item: LedgerItem } {
    const held = items.get(key);
    const item = held ?? create();
    const fresh: FactText[] = [];
    for (const fact of facts) if (!item.facts.has(fact) && !fresh.includes(fact)) fresh.push(fact);
    const agents = item.agents + countAgents(fresh);
    // As in the table, where what is there counts in full, and all that comes as new.
    const isOver = item.facts.size + fresh.length - agents > limits.facts || agents > limits.agents;
    if (isOver && fresh.length > 0) return { status: 'full', item };
    for (const fact of fresh) item.facts.add(fact);
    item.agents = agents;
    item.expiresAt = expiresAt;
    if (held === undefined) items.set(key, item);
    return { status: 'done', item };
  }

  return {
    addNow,
    readNow: find,
    add: async (key, facts, limits, expiresAt) => addNow(key, facts, limits, expiresAt),
    read: async (key) => ({ status: 'done', item: find(key) }),
    async remove(key, facts) {
      const item = find(key);
      const left = new Set([...item.facts].filter((fact) => !facts.includes(fact)));
      return keep(key, { ...item, facts: left, agents: countAgents(left) });
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

function countAgents(facts: Iterable<FactText>): number {
  let agents = 0;
  for (const fact of facts) if (isAgent(fact)) agents += 1;
  return agents;
}
