import { LRUCache } from 'lru-cache';
import { decodeFact } from './fact-codec.ts';
import type { FactText } from './fact-text.ts';
import { growView } from './grow-view.ts';
import { type SessionView, toSessionView } from './session-view.ts';

interface Known {
  readonly texts: ReadonlySet<FactText>;
  readonly view: SessionView;
}

/**
 * Reads what items know of sessions, for a worker: each event of a session brings all back that the ones before it have told, and
 * most bring little that is new. `mostRemembered`: sessions.
 */
export function createViewReader(
  mostRemembered = 1_000,
): (itemKey: string, texts: ReadonlySet<FactText>) => SessionView {
  const remembered = new LRUCache<string, Known>({ max: mostRemembered });

  return function readView(itemKey, texts) {
    const known = remembered.get(itemKey);
    const view = (known && addTo(known, texts)) ?? toSessionView(texts);
    if (view !== known?.view) remembered.set(itemKey, { texts, view });
    return view;
  };
}

/** Undefined where something is gone since, or does not simply follow on what is known. */
function addTo({ texts: known, view }: Known, texts: ReadonlySet<FactText>): SessionView | undefined {
  if (known === texts) return view;
  const fresh: FactText[] = [];
  for (const text of texts) if (!known.has(text)) fresh.push(text);
  if (known.size + fresh.length !== texts.size) return undefined;
  return fresh.length === 0 ? view : growView(view, fresh.map(decodeFact));
}
