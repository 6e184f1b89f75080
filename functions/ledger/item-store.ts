import type { FactText } from './fact-text.ts';
import type { LedgerItem } from './ledger-item.ts';
import type { ItemLimits } from './item-limits.ts';

export type Failed = { readonly status: 'failed'; readonly code: string };

export type ItemAnswer =
  | { readonly status: 'done'; readonly item: LedgerItem }
  /** There was no room; the item as it is. */
  | { readonly status: 'full'; readonly item: LedgerItem }
  | Failed;

export type ItemReading = { readonly status: 'done'; readonly item: LedgerItem } | Failed;

/** Items by key, in a table or in memory. Each call is one step that nothing comes between. Never rejects. */
export interface ItemStore {
  /** Adds all of the facts, or none when they would exceed the limits. `expiresAt` in epoch seconds. */
  add(key: string, facts: readonly FactText[], limits: ItemLimits, expiresAt: number): Promise<ItemAnswer>;
  read(key: string): Promise<ItemReading>;
  /** Takes facts away; those that are not there do not matter. */
  remove(key: string, facts: readonly FactText[]): Promise<ItemReading>;
  /** Keeps an answer of Auth0's unless a newer one is there. Without `packed`: there was no such session. */
  keepAnswer(
    key: string,
    answer: { readonly askedAtMs: number; readonly packed: Uint8Array | undefined },
    expiresAt: number,
  ): Promise<ItemReading>;
  /** Tells the others when a worker's turn to ask is. */
  noteAsking(key: string, askingAtMs: number, expiresAt: number): Promise<ItemReading>;
  /** The first to claim an incident stays its creator. */
  claim(key: string, signal: string, tag: string, expiresAt: number): Promise<ItemReading>;
  erase(key: string): Promise<{ readonly status: 'done' } | Failed>;
}
