import type { FactText } from './fact-text.ts';

/** How many facts an item may hold. Each is bounded in bytes, and so is the item: {@link mostItemBytes}. */
export interface ItemLimits {
  readonly facts: number;
  readonly agents: number;
}

/** For everything; above it only {@link isEssential essential} facts are taken. */
export const ordinaryLimits: ItemLimits = { facts: 72, agents: 10 };
/** With the room that is reserved. */
export const essentialLimits: ItemLimits = { facts: 88, agents: 12 };
/** Of one write. */
export const mostFactsOfOneWrite = 40;

/** A larger answer of Auth0's is not kept: each worker that needs it asks. */
export const mostPackedBytes = 4_096;
/** What no item exceeds, whatever was sent: 88 facts, 12 agents, an answer, and a creator for each signal. */
export const mostItemBytes = 24_576;

export function isAgent(text: FactText): boolean {
  return text.startsWith('A');
}

/** Beginning, end, and that something was refused, with the agent of the beginning: there is always room for them. */
export function toEssential(texts: readonly FactText[]): FactText[] {
  const essential = texts.filter((text) => /^[BEZ]/.test(text));
  const mentioned = essential.filter((text) => text.startsWith('B')).map((text) => text.split('|')[3]);
  return texts.filter(
    (text) => essential.includes(text) || (isAgent(text) && mentioned.includes(text.slice(1).split('|')[0])),
  );
}
