import QuickLRU from 'quick-lru';
import { decodeFact } from './fact-codec.ts';
import type { FactText } from './fact-text.ts';
import { growView } from './grow-view.ts';
import { type SessionView, toSessionView } from './session-view.ts';
import { toUserView, type UserView } from './user-view.ts';

interface Known<View> {
  readonly texts: ReadonlySet<FactText>;
  /** How many there were: a set in memory grows. */
  readonly size: number;
  readonly view: View;
}

/** Reads what items know, for a worker, which remembers what it has read. */
export type ReadView<View> = (itemKey: string, texts: ReadonlySet<FactText>) => View;

/**
 * Each event of a session brings all back that the ones before it have told, and most bring little that is new. `mostRemembered`:
 * sessions.
 */
export function createViewReader(mostRemembered = 500): ReadView<SessionView> {
  return createReader(mostRemembered, toSessionView, (view, fresh) => growView(view, fresh.map(decodeFact)));
}

/** The same for users, of whom most events tell nothing new: what is can be told in any order. */
export function createUserViewReader(mostRemembered = 500): ReadView<UserView> {
  return createReader(mostRemembered, toUserView, (view, fresh) => toUserView(fresh, view));
}

/** `grow`: undefined where something that is new does not simply follow on what is known. */
function createReader<View>(
  maxSize: number,
  read: (texts: ReadonlySet<FactText>) => View,
  grow: (view: View, fresh: readonly FactText[]) => View | undefined,
): ReadView<View> {
  const remembered = new QuickLRU<string, Known<View>>({ maxSize });

  return function readView(itemKey, texts) {
    const known = remembered.get(itemKey);
    const fresh = known && findFresh(known, texts);
    if (known !== undefined && fresh?.length === 0) return known.view;
    const view = (known && fresh && grow(known.view, fresh)) ?? read(texts);
    remembered.set(itemKey, { texts, size: texts.size, view });
    return view;
  };
}

/** What is new; undefined where something is gone since. */
function findFresh(known: Known<unknown>, texts: ReadonlySet<FactText>): FactText[] | undefined {
  if (known.texts === texts) return known.size === texts.size ? [] : [...texts].slice(known.size);
  // What a set holds that has grown since, its view does not.
  if (known.texts.size !== known.size) return undefined;
  const fresh: FactText[] = [];
  for (const text of texts) if (!known.texts.has(text)) fresh.push(text);
  return known.size + fresh.length === texts.size ? fresh : undefined;
}
