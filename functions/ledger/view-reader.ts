import { LRUCache } from 'lru-cache';
import { decodeFact } from './fact-codec.ts';
import type { FactText } from './fact-text.ts';
import { growView } from './grow-view.ts';
import { type SessionView, toSessionView } from './session-view.ts';
import { toUserView, type UserView } from './user-view.ts';

interface Known {
  readonly texts: ReadonlySet<FactText>;
  /** How many there were: a set in memory grows. */
  readonly size: number;
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
    if (view !== known?.view) remembered.set(itemKey, { texts, size: texts.size, view });
    return view;
  };
}

/** Undefined where something is gone since, or does not simply follow on what is known. */
function addTo(known: Known, texts: ReadonlySet<FactText>): SessionView | undefined {
  // What a set holds that has grown since, its view does not.
  if (known.texts !== texts && known.texts.size !== known.size) return undefined;
  const fresh = known.texts === texts ? [...texts].slice(known.size) : findFresh(known.texts, texts);
  if (known.size + fresh.length !== texts.size) return undefined;
  return fresh.length === 0 ? known.view : growView(known.view, fresh.map(decodeFact));
}

function findFresh(known: ReadonlySet<FactText>, texts: ReadonlySet<FactText>): FactText[] {
  const fresh: FactText[] = [];
  for (const text of texts) if (!known.has(text)) fresh.push(text);
  return fresh;
}

/** The same for users, of whom most events tell nothing new. It knows an item by its set, so that it is for sets in memory. */
export function createUserViewReader(mostRemembered: number): (texts: ReadonlySet<FactText>) => UserView {
  const remembered = new LRUCache<ReadonlySet<FactText>, { readonly size: number; readonly view: UserView }>({
    max: mostRemembered,
  });

  return function readUserView(texts) {
    const known = remembered.get(texts);
    if (known?.size === texts.size) return known.view;
    const view = toUserView(texts);
    remembered.set(texts, { size: texts.size, view });
    return view;
  };
}
