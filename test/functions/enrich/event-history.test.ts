import { describe, expect, it } from '@jest/globals';
import { createEventHistory } from '../../../functions/enrich/event-history.ts';
import { createMemoryLedger } from '../../../functions/enrich/memory-ledger.ts';
import type { SessionEntry, SessionLedger } from '../../../functions/ledger/session-ledger.ts';
import { startMs, toLogin } from '../ledger/ledger-events.ts';

describe('createEventHistory', () => {
  it('reads users while their sessions are on their way, and tells the same as after them', async () => {
    const { ledger, facts } = createMemoryLedger({ now: () => startMs });
    const asked: (readonly string[] | undefined)[] = [];
    const watched: SessionLedger = {
      ...ledger,
      addUsers(additions, userIds) {
        asked.push(userIds);
        return ledger.addUsers(additions, userIds);
      },
    };
    const event = toLogin(0, { user_id: 'auth0|u1' });
    const history = createEventHistory(watched, facts);
    let arrive: (sessions: ReadonlyMap<string, SessionEntry>) => void = () => undefined;
    const sessions = new Promise<ReadonlyMap<string, SessionEntry>>((resolve) => {
      arrive = resolve;
    });

    const learning = history.learn([event, event], sessions);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([['auth0|u1']]);
    const told = await ledger.add([{ sessionId: event.sessionId ?? '', facts: [] }]);
    arrive(told);
    const early = (await learning)(event);
    const late = (await history.learn([event], told))(event);

    expect(asked).toEqual([['auth0|u1'], undefined]);
    expect(early?.session).toBeDefined();
    expect(early?.userAt(startMs)).toEqual(late?.userAt(startMs));
  });

  it('passes on that sessions are not to be had, and leaves nothing unhandled', async () => {
    const { ledger, facts } = createMemoryLedger({ now: () => startMs });
    const failure = new Error('no sessions');
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    const late: SessionLedger = {
      ...ledger,
      async addUsers(...given) {
        for (let turns = 0; turns < 3; turns += 1) await turn();
        return ledger.addUsers(...given);
      },
    };
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);

    const learning = createEventHistory(late, facts).learn([toLogin(0)], Promise.reject(failure));
    await expect(learning).rejects.toBe(failure);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    process.off('unhandledRejection', note);

    expect(unhandled).toEqual([]);
  });
});
