import { describe, expect, it } from '@jest/globals';
import { findFreshAnswer } from '../../../../functions/enrich/look-up/fresh-answer.ts';
import type { Standing } from '../../../../functions/enrich/look-up/session-showing.ts';
import type { StoredAnswer } from '../../../../functions/ledger/session-ledger.ts';
import { toStoredAnswer } from './view-of.ts';

const askedAtMs = 1_000_000;
const session = { user_id: 'auth0|1' };
const found = toStoredAnswer(askedAtMs, session);
const gone = toStoredAnswer(askedAtMs);
/** Found first, and gone when it was asked for again. */
const goneSince: StoredAnswer = { ...gone, found: toStoredAnswer(askedAtMs - 60_000, session).found };

type Expected = 'found' | 'gone' | undefined;
function judge(
  answer: StoredAnswer | undefined,
  { afterMs, type = 'ssa', standing = 'same' }: { afterMs: number; type?: string; standing?: Standing },
  laterMs = 10_000,
): Expected {
  const event = { type, occurredAtMs: askedAtMs + afterMs };
  const fresh = findFreshAnswer(
    answer,
    event,
    { network: standing, program: 'same' },
    { nowMs: askedAtMs + laterMs, ttlMs: 30_000 },
  );
  return fresh && (fresh.isFound ? 'found' : 'gone');
}

describe('findFreshAnswer', () => {
  it.each<[when: string, got: Expected, expected: Expected]>([
    ['nobody was asked', judge(undefined, { afterMs: 0 }), undefined],
    ['an event of before', judge(found, { afterMs: -5_000 }), 'found'],
    ['an event of that moment, however late it comes', judge(found, { afterMs: 0 }, 86_400_000), 'found'],
    ['a later event while the answer is young', judge(found, { afterMs: 5_000 }), 'found'],
    ['a later event when it is old', judge(found, { afterMs: 5_000 }, 30_000), undefined],
    [
      'a later event with a network for the first time',
      judge(found, { afterMs: 1, standing: 'new' }),
      undefined,
    ],
    ['a later event with a network seen before', judge(found, { afterMs: 1, standing: 'seen' }), 'found'],
    ['an earlier event with a new network', judge(found, { afterMs: -1, standing: 'new' }), 'found'],
    ['a 404, for an event of before', judge(gone, { afterMs: -1 }), 'gone'],
    ['a 404, for a later sign-in', judge(gone, { afterMs: 1 }), undefined],
    ['a 404, for a later logout', judge(gone, { afterMs: 1, type: 'slo' }), 'gone'],
    ['a 404 after a session, for an event before both', judge(goneSince, { afterMs: -90_000 }), 'found'],
    ['a 404 after a session, for an event between', judge(goneSince, { afterMs: -30_000 }), 'gone'],
  ])('%s', (_when, got, expected) => {
    expect(got).toBe(expected);
  });
});
