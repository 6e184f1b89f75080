import { findRedundant } from './clean-up.ts';
import { encodeFact } from './fact-codec.ts';
import { parseTime } from './fact-text.ts';
import type { FactText } from './fact-text.ts';
import { essentialLimits, mostFactsOfOneWrite, ordinaryLimits, toEssential } from './item-limits.ts';
import type { Failed, ItemReading, ItemStore } from './item-store.ts';
import type { LedgerItem } from './ledger-item.ts';
import type { MemoryItemStore } from './memory-item-store.ts';

interface Added {
  readonly status: 'done';
  readonly item: LedgerItem;
  /** Something was refused for want of room. */
  readonly isFull: boolean;
}

export type AddResult = Failed | Added;

/**
 * Fewer are not worth a call. With 6 an item of forty events stays below the kilobyte at which each of its writes costs twice: 1.17
 * writes an event, where 12 need 1.25.
 */
const worthDeleting = 6;
/** So few facts have not as many that are redundant, or are small all the same. */
const worthLooking = 24;

/** `early`: each write of a large item to a table costs more. `when full`: in memory only looking costs anything. */
type CleanUp = 'early' | 'when full';

/**
 * Adds facts to an item and cleans it up where that makes room, or before. An item that is full all the same takes what is
 * essential, and the fact that something was refused, which all readers see from then on.
 */
export async function addWithinLimits(
  store: ItemStore,
  key: string,
  facts: readonly FactText[],
  expiresAt: number,
  cleanUp: CleanUp = 'early',
): Promise<AddResult> {
  let result: Added | undefined;
  for (let from = 0; from < facts.length; from += mostFactsOfOneWrite) {
    const part = await addPart(store, key, facts.slice(from, from + mostFactsOfOneWrite), expiresAt);
    if (part.status === 'failed') return part;
    result = { ...part, isFull: part.isFull || result?.isFull === true };
  }
  if (result === undefined) {
    const reading = await store.read(key);
    return reading.status === 'failed' ? reading : { ...reading, isFull: false };
  }
  if (cleanUp === 'when full' || !isWorthLooking(result.item.facts.size, facts.length)) return result;
  const redundant = findRedundant(result.item.facts);
  if (redundant.length < worthDeleting) return result;
  const cleaned = await store.remove(key, redundant);
  // What was added is there, whatever becomes of the clean-up.
  return cleaned.status === 'failed' ? result : { ...result, item: cleaned.item };
}

/**
 * {@link addWithinLimits} in memory, at once: nearly all additions need one step. Undefined where one needs more: then nothing was
 * added.
 */
export function addInOneStep(
  memory: Pick<MemoryItemStore, 'addNow' | 'readNow'>,
  key: string,
  facts: readonly FactText[],
  expiresAt: number,
): LedgerItem | undefined {
  if (facts.length === 0) return memory.readNow(key);
  if (facts.length > mostFactsOfOneWrite) return undefined;
  const { status, item } = memory.addNow(key, facts, ordinaryLimits, expiresAt);
  return status === 'done' ? item : undefined;
}

/** Looking costs as much as adding, and the next look finds what this one would: once for so many facts is enough. */
function isWorthLooking(size: number, added: number): boolean {
  return (
    size >= worthLooking && Math.floor(size / worthDeleting) > Math.floor((size - added) / worthDeleting)
  );
}

async function addPart(
  store: ItemStore,
  key: string,
  facts: readonly FactText[],
  expiresAt: number,
): Promise<AddResult> {
  const first = await store.add(key, facts, ordinaryLimits, expiresAt);
  if (first.status === 'failed') return first;
  if (first.status === 'done') return { ...first, isFull: false };
  const missing = facts.filter((fact) => !first.item.facts.has(fact));
  if (missing.length === 0) return { status: 'done', item: first.item, isFull: false };

  const redundant = findRedundant([...first.item.facts, ...missing]).filter((fact) =>
    first.item.facts.has(fact),
  );
  if (redundant.length > 0) {
    const cleaned = await store.remove(key, redundant);
    if (cleaned.status === 'failed') return cleaned;
  }
  const second = await store.add(key, missing, ordinaryLimits, expiresAt);
  if (second.status !== 'full') return second.status === 'failed' ? second : { ...second, isFull: false };
  return toFull(await addEssential(store, key, missing, second.item, expiresAt));
}

function toFull(reading: ItemReading): AddResult {
  return reading.status === 'failed' ? reading : { ...reading, isFull: true };
}

async function addEssential(
  store: ItemStore,
  key: string,
  missing: readonly FactText[],
  item: LedgerItem,
  expiresAt: number,
): Promise<ItemReading> {
  const gap = toGap(missing, item);
  const essential = [...toEssential(missing), ...(gap === undefined ? [] : [gap])];
  if (essential.length === 0) return { status: 'done', item };
  const answer = await store.add(key, essential, essentialLimits, expiresAt);
  return answer.status === 'failed' ? answer : { status: 'done', item: answer.item };
}

/** Since the earliest of what is refused; undefined when as early a one is known. */
function toGap(missing: readonly FactText[], item: LedgerItem): FactText | undefined {
  const refused = missing.filter((fact) => !toEssential(missing).includes(fact));
  const times = refused.map(toTime).filter((time) => time !== undefined);
  if (times.length === 0) return undefined;
  const atMs = Math.min(...times);
  const known = [...item.facts].filter((fact) => fact.startsWith('Z')).map(toTime);
  return known.some((time) => time !== undefined && time <= atMs)
    ? undefined
    : encodeFact({ kind: 'gap', atMs });
}

function toTime(fact: FactText): number | undefined {
  return fact.startsWith('A') ? undefined : parseTime(fact.slice(1).split('|')[0]);
}
