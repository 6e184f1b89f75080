import { describe, expect, it } from '@jest/globals';
import { sessionCodec } from '../../../functions/enrich/memory-ledger.ts';
import { createAnswerReader } from '../../../functions/ledger/answer-reader.ts';
import { emptyItem } from '../../../functions/ledger/ledger-item.ts';
import { packAnswer } from '../../../functions/ledger/stored-answer.ts';
import type { Auth0Session } from '../../../functions/session/session-outcome.ts';
import { keys } from './ledger-events.ts';

const pack = (session: Auth0Session) => packAnswer(session, keys, sessionCodec, (one) => one)!;
const itemOf = (session: Auth0Session, askedAtMs: number) => ({
  ...emptyItem,
  askedAtMs,
  foundAtMs: askedAtMs,
  packed: pack(session),
});
const known = { id: 'S1', texts: ['auth0|u1'] };

describe('createAnswerReader', () => {
  it('gives one object for one answer, which a table hands out as new bytes each time', () => {
    const read = createAnswerReader([keys], sessionCodec);
    const item = itemOf({ user_id: 'auth0|u1', created_at: '2026-03-02T11:15:04.000Z' }, 1_000);

    const first = read('1s.a', item)?.found;
    const again = read('1s.a', { ...item, packed: Buffer.from(item.packed) })?.found;

    expect(again).toBe(first);
    expect(again?.withIdentity(known)).toBe(first?.withIdentity(known));
    expect(first?.withIdentity(known)).toMatchObject({ id: 'S1', user_id: 'auth0|u1' });
  });

  it('tells a newer answer from the one before, and one item from another', () => {
    const read = createAnswerReader([keys], sessionCodec);
    const createdAt = (key: string, item: ReturnType<typeof itemOf>) =>
      read(key, item)?.found?.session.created_at;

    expect(createdAt('1s.a', itemOf({ created_at: 'one' }, 1_000))).toBe('one');
    expect(createdAt('1s.a', itemOf({ created_at: 'two' }, 2_000))).toBe('two');
    expect(createdAt('1s.a', itemOf({ created_at: 'six' }, 2_000))).toBe('six');
    expect(createdAt('1s.b', itemOf({ created_at: 'ten' }, 2_000))).toBe('ten');
  });

  it('names nobody by what another event knew', () => {
    const read = createAnswerReader([keys], sessionCodec);
    const item = itemOf({ user_id: 'auth0|u1', actor: { sub: 'auth0|support' } }, 1_000);
    const named = (texts: string[]) => read('1s.a', item)?.found?.withIdentity({ id: 'S1', texts });

    expect(named(['auth0|u1', 'auth0|support'])).toMatchObject({ actor: { sub: 'auth0|support' } });
    expect(named(['auth0|u2'])?.user_id).toMatch(/^hmac:/);
    expect(named(['auth0|u2'])?.actor?.sub).toMatch(/^hmac:/);
  });

  it('keeps no more of memory alive than an answer takes: Buffers are pieces of a pool', () => {
    const item = itemOf({ created_at: '2026-03-02T11:15:04.000Z' }, 1_000);
    expect(item.packed.buffer.byteLength).toBe(item.packed.byteLength);

    const read = createAnswerReader([keys], sessionCodec);
    const ofTable = Buffer.from(item.packed);
    const found = read('1s.a', { ...item, packed: ofTable })?.found;
    ofTable.fill(0);
    expect(read('1s.a', item)?.found).toBe(found);
  });
});
