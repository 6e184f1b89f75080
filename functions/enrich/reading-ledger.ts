import type { SessionEntry, SessionLedger } from '../ledger/session-ledger.ts';

/**
 * A ledger that may be asked, and teaches nobody: what its events say stays in `own`, and so does what Auth0 answers. Events
 * that are made up, or told a second time, must not change what real ones are judged by.
 *
 * What the real events have told of a session goes before what these tell.
 */
export function createReadingLedger(shared: SessionLedger, own: SessionLedger): SessionLedger {
  return {
    async add(additions) {
      const [theirs, ours] = await Promise.all([
        shared.add(additions.map(({ sessionId }) => ({ sessionId, facts: [] }))),
        own.add(additions),
      ]);
      return new Map([...ours].map(([sessionId, one]) => [sessionId, toOne(theirs.get(sessionId), one)]));
    },
    async addUsers(given, userIds) {
      const additions = await given;
      const [theirs, ours] = await Promise.all([
        shared.addUsers(additions.map(({ userId }) => ({ userId, facts: [] }))),
        own.addUsers(additions, userIds),
      ]);
      return new Map(
        [...ours].map(([userId, one]) => {
          const other = theirs.get(userId);
          return [userId, other?.view.newestAtMs === undefined ? one : other];
        }),
      );
    },
    keepAnswer: (...given) => own.keepAnswer(...given),
    noteAsking: (...given) => own.noteAsking(...given),
    claimIncident: (...given) => own.claimIncident(...given),
    eraseSession: (...given) => own.eraseSession(...given),
    eraseUser: (...given) => own.eraseUser(...given),
  };
}

function toOne(theirs: SessionEntry | undefined, own: SessionEntry): SessionEntry {
  if (theirs === undefined) return own;
  const known = theirs.view.newestAtMs === undefined ? own : theirs;
  const isNewer = (theirs.answer?.askedAtMs ?? -Infinity) >= (own.answer?.askedAtMs ?? -Infinity);
  return { ...known, answer: isNewer ? theirs.answer : own.answer };
}
