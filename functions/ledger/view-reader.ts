import { LRUCache } from 'lru-cache';
import type { LedgerFact } from './fact.ts';
import { decodeFact } from './fact-codec.ts';
import type { FactText } from './fact-text.ts';
import { type SessionView, toView } from './session-view.ts';

const mostRemembered = 1_000;

interface Known {
  readonly facts: ReadonlyMap<FactText, LedgerFact | undefined>;
  readonly view: SessionView;
}

/**
 * Reads what items know of sessions, for a worker: each event of a session brings all back that the ones before it have told, and
 * most bring nothing new.
 */
export function createViewReader(): (itemKey: string, texts: ReadonlySet<FactText>) => SessionView {
  const remembered = new LRUCache<string, Known>({ max: mostRemembered });

  return function readView(itemKey, texts) {
    const known = remembered.get(itemKey);
    if (known !== undefined && isSame(known.facts, texts)) return known.view;
    const facts = new Map<FactText, LedgerFact | undefined>();
    for (const text of texts) facts.set(text, known?.facts.get(text) ?? decodeFact(text));
    const view = toView(facts.values());
    remembered.set(itemKey, { facts, view });
    return view;
  };
}

function isSame(facts: Known['facts'], texts: ReadonlySet<FactText>): boolean {
  if (facts.size !== texts.size) return false;
  for (const text of texts) if (!facts.has(text)) return false;
  return true;
}
