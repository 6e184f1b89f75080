import type { FactText } from './fact-text.ts';
import type { TableItem } from './ledger-table.ts';

/** An item of the ledger, read. */
export interface LedgerItem {
  /** Facts and agents alike. */
  readonly facts: ReadonlySet<FactText>;
  /** When Auth0 was last asked for the session, in epoch milliseconds. */
  readonly askedAtMs: number | undefined;
  /** The newest answer that was a session. Older than `askedAtMs`: it was gone since. */
  readonly packed: Uint8Array | undefined;
  readonly foundAtMs: number | undefined;
  /** When a worker's turn to ask is, or was. */
  readonly askingAtMs: number | undefined;
  /** The tag of the `log_id` that created each incident, by its signal. */
  readonly creators: ReadonlyMap<string, string>;
  /** Epoch seconds. */
  readonly expiresAt: number | undefined;
}

/** Names are short, for each counts as bytes of every item. */
export const attributes = {
  facts: 'f',
  agents: 'a',
  expiresAt: 'x',
  askedAtMs: 't',
  packed: 'p',
  foundAtMs: 'g',
  askingAtMs: 'w',
  creatorPrefix: 'i.',
} as const;

export const emptyItem: LedgerItem = {
  facts: new Set(),
  askedAtMs: undefined,
  packed: undefined,
  foundAtMs: undefined,
  askingAtMs: undefined,
  creators: new Map(),
  expiresAt: undefined,
};

/** Reads what a table gave; attributes of another form than expected count as absent. */
export function toLedgerItem(item: TableItem | undefined): LedgerItem {
  if (item === undefined) return emptyItem;
  const creators = new Map<string, string>();
  for (const [name, value] of Object.entries(item)) {
    if (!name.startsWith(attributes.creatorPrefix) || typeof value !== 'string') continue;
    creators.set(name.slice(attributes.creatorPrefix.length), value);
  }
  const toNumber = (name: string) => (typeof item[name] === 'number' ? item[name] : undefined);
  const packed = item[attributes.packed];
  return {
    facts: new Set([...readSet(item[attributes.facts]), ...readSet(item[attributes.agents])]),
    askedAtMs: toNumber(attributes.askedAtMs),
    packed: packed instanceof Uint8Array ? packed : undefined,
    foundAtMs: toNumber(attributes.foundAtMs),
    askingAtMs: toNumber(attributes.askingAtMs),
    creators,
    expiresAt: toNumber(attributes.expiresAt),
  };
}

function readSet(value: TableItem[string]): readonly string[] {
  if (!(value instanceof Set)) return [];
  return [...(value as ReadonlySet<unknown>)].filter((one) => typeof one === 'string');
}

/** Two items about the same session, for example under the secret of before and of now. */
export function mergeItems(one: LedgerItem, other: LedgerItem): LedgerItem {
  const [newer, older] = (one.foundAtMs ?? -1) >= (other.foundAtMs ?? -1) ? [one, other] : [other, one];
  return {
    facts: new Set([...one.facts, ...other.facts]),
    askedAtMs: toLater(one.askedAtMs, other.askedAtMs),
    packed: newer.packed ?? older.packed,
    foundAtMs: newer.foundAtMs ?? older.foundAtMs,
    askingAtMs: toLater(one.askingAtMs, other.askingAtMs),
    creators: new Map([...other.creators, ...one.creators]),
    expiresAt: toLater(one.expiresAt, other.expiresAt),
  };
}

function toLater(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}
