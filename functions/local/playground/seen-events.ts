import type { SeenEvent } from '../../record/explain/story.ts';

/** Of which session or user the story is told. */
export type StoryOf = { readonly sessionId: string } | { readonly userId: string };

/** Everything known of a session or a user, in any order: what the page saw itself, or what a ledger remembers. */
export type FindSeenEvents = (of: StoryOf) => Promise<readonly SeenEvent[]>;

export interface EventIndex {
  add(id: number, of: { readonly sessionId: string; readonly userId: string }): void;
  forget(id: number, of: { readonly sessionId: string; readonly userId: string }): void;
  /** Oldest first. */
  idsOf(of: StoryOf): readonly number[];
}

/** Which rows belong to a session, and which to a user; as large as what it is told and not told to forget. */
export function createEventIndex(): EventIndex {
  const bySession = new Map<string, number[]>();
  const byUser = new Map<string, number[]>();

  function drop(index: Map<string, number[]>, key: string, id: number): void {
    const ids = index.get(key);
    if (!ids) return;
    const at = ids.indexOf(id);
    if (at >= 0) ids.splice(at, 1);
    if (ids.length === 0) index.delete(key);
  }

  function put(index: Map<string, number[]>, key: string, id: number): void {
    if (key === '') return;
    const ids = index.get(key);
    if (ids) ids.push(id);
    else index.set(key, [id]);
  }

  return {
    add(id, { sessionId, userId }) {
      put(bySession, sessionId, id);
      put(byUser, userId, id);
    },
    forget(id, { sessionId, userId }) {
      drop(bySession, sessionId, id);
      drop(byUser, userId, id);
    },
    idsOf: (of) => ('sessionId' in of ? bySession.get(of.sessionId) : byUser.get(of.userId)) ?? [],
  };
}
