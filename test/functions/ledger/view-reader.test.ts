import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerFact } from '../../../functions/ledger/fact.ts';
import { toTexts } from '../../../functions/ledger/fact-codec.ts';
import { toSessionView } from '../../../functions/ledger/session-view.ts';
import { toUserView } from '../../../functions/ledger/user-view.ts';
import { createUserViewReader, createViewReader } from '../../../functions/ledger/view-reader.ts';
import { chrome, firefox, textsOf, toEvent } from './ledger-events.ts';
import { arrivals, ledgerRuns } from './session-arrivals.ts';

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

  it.each<[what: string, inOrder: boolean]>([
    ['in order', true],
    ['in any order', false],
  ])('gives the view of an item that grows by events %s', (_what, inOrder) => {
    fc.assert(
      fc.property(arrivals, ({ events, order }) => {
        const readView = createViewReader();
        const known = new Set<string>();
        const arriving = inOrder
          ? events.toSorted((one, other) => one.occurredAtMs - other.occurredAtMs)
          : order.map((place) => events[place]!);
        for (const event of arriving) {
          for (const text of textsOf(event)) known.add(text);
          expect(readView('1s.a', new Set(known))).toEqual(toSessionView(known));
        }
      }),
      { numRuns: ledgerRuns },
    );
  });

  it.each([
    [
      'an event told twice, at two times',
      textsOf(toEvent('ssa', 60_000, {}, 'log-1')),
      textsOf(toEvent('ssa', 0, {}, 'log-1')),
    ],
    ['an agent of another text', ['Atag|one', 'Uk|e1|||'], ['Atag|another', 'Um|e2|||']],
    ['a want of room', textsOf(toEvent('ssa', 0)), ['Zzzzzzzzz']],
    [
      'what happened at the same moment',
      textsOf(toEvent('ssa', 0, {}, 'log-2')),
      textsOf(toEvent('ssa', 0, {}, 'log-1')),
    ],
  ])('reads anew what does not simply follow: %s', (_what, before, after) => {
    for (const [one, other] of [
      [before, after],
      [after, before],
    ] as const) {
      const readView = createViewReader();
      readView('1s.a', new Set(one));
      expect(readView('1s.a', new Set([...one, ...other]))).toEqual(toSessionView([...one, ...other]));
    }
  });

  it('gives the same object while an item tells the same', () => {
    const readView = createViewReader();

    const first = readView('1s.a', new Set(texts));
    expect(readView('1s.a', new Set(texts.toReversed()))).toBe(first);
    expect(readView('1s.a', new Set(texts.slice(1)))).not.toBe(first);
  });

  it('gives the view of a set that grows, and of one that has taken its place', () => {
    const step = fc.tuple(fc.subarray(texts), fc.boolean());
    fc.assert(
      fc.property(fc.array(fc.array(step)), (reads) => {
        const readView = createViewReader();
        let held = new Set<string>();
        for (const steps of reads) {
          // Memory adds to its set, and makes another one where it takes something away.
          for (const [facts, isAnother] of steps) {
            if (isAnother) held = new Set([...held].slice(1));
            for (const fact of facts) held.add(fact);
          }
          expect(readView('1s.a', held)).toEqual(toSessionView(held));
        }
      }),
    );
  });
});

describe('createUserViewReader', () => {
  it('gives the view of an item as it is now, and the same object while it tells the same', () => {
    const facts = ['Nk|network1', 'Nm|network2', 'Wn'];
    const readView = createUserViewReader();
    const held = new Set(facts.slice(0, 1));

    const first = readView('1u.a', held);
    expect(first).toEqual(toUserView(facts.slice(0, 1)));
    expect(readView('1u.a', new Set(held))).toBe(first);
    for (const fact of facts) held.add(fact);
    expect(readView('1u.a', held)).toEqual(toUserView(facts));
    expect(readView('1u.a', new Set(facts.slice(1)))).toEqual(toUserView(facts.slice(1)));
    expect(readView('1u.b', new Set())).toEqual(toUserView([]));
  });

  it('tells what all facts tell, in whatever parts they come', () => {
    const network = fc.constantFrom('netA', 'netB', 'netC');
    const atMs = fc.integer({ min: 0, max: 5 * 86_400_000 });
    const userFact: fc.Arbitrary<LedgerFact> = fc.oneof(
      fc.record({ kind: fc.constant('network' as const), atMs, network }),
      fc.record({ kind: fc.constant('cipher' as const), atMs, network, tls: fc.constantFrom('13a', '13b') }),
      fc.record({ kind: fc.constant('alternation' as const), atMs, networks: fc.tuple(network, network) }),
      fc.record({ kind: fc.constant('password' as const), atMs }),
      fc.record({ kind: fc.constant('end' as const), atMs, by: fc.constant('api' as const) }),
      fc.record({ kind: fc.constant('gap' as const), atMs }),
      fc.record({
        kind: fc.constant('factor' as const),
        atMs,
        tag: fc.constantFrom('tag1', 'tag2'),
        step: fc.constantFrom('push' as const, 'passed' as const),
        type: fc.constant(undefined),
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(userFact)), (parts) => {
        const readView = createUserViewReader();
        const known = new Set<string>();
        for (const part of parts) {
          for (const text of toTexts(part)) known.add(text);
          expect(readView('1u.a', new Set(known))).toEqual(toUserView(known));
        }
      }),
    );
  });
});
