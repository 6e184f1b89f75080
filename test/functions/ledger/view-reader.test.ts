import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toSessionView } from '../../../functions/ledger/session-view.ts';
import { createViewReader } from '../../../functions/ledger/view-reader.ts';
import { chrome, firefox, textsOf, toEvent } from './ledger-events.ts';

const texts = [
  ...new Set(
    textsOf(
      toEvent('s', 0, { details: { prompts: [{ name: 'login', completedAt: 1_772_450_104_000 }] } }),
      toEvent('ssa', 60_000, { user_agent: firefox }),
      toEvent('sertft', 90_000, { user_agent: chrome }),
      toEvent('gd_auth_succeed', 120_000),
      toEvent('slo', 180_000, { ip: '203.0.113.9' }),
    ),
  ),
];

describe('createViewReader', () => {
  it('gives the view of an item as it is now, whatever the item was before', () => {
    const subset = fc.subarray([...texts, 'Q from a newer version']);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('1s.a', '1s.b'), subset), { maxLength: 20 }), (reads) => {
        const readView = createViewReader();
        for (const [key, facts] of reads) expect(readView(key, new Set(facts))).toEqual(toSessionView(facts));
      }),
    );
  });

  it('gives the same object while an item tells the same', () => {
    const readView = createViewReader();

    const first = readView('1s.a', new Set(texts));
    expect(readView('1s.a', new Set(texts.toReversed()))).toBe(first);
    expect(readView('1s.a', new Set(texts.slice(1)))).not.toBe(first);
  });
});
