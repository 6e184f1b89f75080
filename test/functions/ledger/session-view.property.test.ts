import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findRedundant } from '../../../functions/ledger/clean-up.ts';
import { historyDelayMs, lookBackMs } from '../../../functions/ledger/history.ts';
import { toObservedSession } from '../../../functions/ledger/observed-session.ts';
import {
  isHistoryKnown,
  toSessionView,
  viewAt,
  type SessionView,
} from '../../../functions/ledger/session-view.ts';
import { toTexts } from '../../../functions/ledger/fact-codec.ts';
import { createNetworkKeys } from '../../../functions/ledger/user-facts.ts';
import { createUserHistory } from '../../../functions/ledger/user-history.ts';
import { toUserView } from '../../../functions/ledger/user-view.ts';
import { createViewReader } from '../../../functions/ledger/view-reader.ts';
import { keys, textsOf } from './ledger-events.ts';
import { arrivals, ledgerRuns, sessionEvents } from './session-arrivals.ts';

/** All that readers ask of a view for an event of that time: what is older than they look back only by what it comes to. */
function toAnswers(view: SessionView, atMs: number) {
  const { sightings, factors, methods, ...rest } = viewAt(view, atMs);
  const recent = (one: { readonly atMs: number }) => one.atMs >= atMs - lookBackMs;
  const firsts = new Map<string, number>();
  const lasts = new Map<string, number>();
  for (const { ip, agent, tls, place, kind, atMs: seenMs } of sightings) {
    const group = [kind, ip, agent, tls, place].join();
    if (!firsts.has(group)) firsts.set(group, seenMs);
    lasts.set(group, seenMs);
  }
  return {
    ...rest,
    agents: undefined,
    firsts,
    lasts,
    recent: sightings.filter(recent),
    factors: factors.filter(recent),
    newestMethods: new Map(methods.map(({ name, type, atMs: doneMs }) => [`${name}/${type}`, doneMs])),
    observed: toObservedSession(viewAt(view, atMs)),
  };
}

/** What a session comes to when its events arrive in this order, with a clean-up after every one of them. */
function toFacts(parts: readonly (readonly string[])[], isCleaned: boolean): Set<string> {
  const facts = new Set<string>();
  for (const part of parts) {
    for (const text of part) facts.add(text);
    if (isCleaned) for (const text of findRedundant(facts)) facts.delete(text);
  }
  return facts;
}

/** The methods of a list may have fewer interior entries after a clean-up; what they come to is compared above. */
function withoutMethodList<T extends { readonly observed: unknown }>(answers: T) {
  const { methods: _methods, ...observed } = (answers.observed ?? {}) as { readonly methods?: unknown };
  return { ...answers, observed };
}

describe('a view of a session', () => {
  it('is the same for any order and repetition, with and without clean-up', () => {
    fc.assert(
      fc.property(arrivals, ({ events, order }) => {
        const inOrder = events.map((event) => textsOf(event));
        const whole = toSessionView(toFacts(inOrder, false));
        const mixed = toSessionView(
          toFacts(
            order.map((place) => inOrder[place]!),
            true,
          ),
        );

        expect(mixed.newestAtMs).toBe(whole.newestAtMs);
        for (const { occurredAtMs } of events) {
          if (!isHistoryKnown(whole, occurredAtMs)) continue;
          expect(withoutMethodList(toAnswers(mixed, occurredAtMs))).toEqual(
            withoutMethodList(toAnswers(whole, occurredAtMs)),
          );
        }
      }),
      { numRuns: ledgerRuns },
    );
  });

  it('is the same for workers that add and clean up at once', () => {
    fc.assert(
      fc.property(
        arrivals,
        fc.array(fc.nat(2), { minLength: 80, maxLength: 80 }),
        ({ events, order }, dealt) => {
          const inOrder = events.map((event) => textsOf(event));
          const table = new Set<string>();
          // What each worker read last, and will delete by, when its turn comes.
          const read: string[][] = [[], [], []];
          for (const [turn, place] of order.entries()) {
            const worker = dealt[turn]!;
            for (const text of findRedundant(read[worker]!)) table.delete(text);
            for (const text of inOrder[place]!) table.add(text);
            read[worker] = [...table];
          }
          const whole = toSessionView(inOrder.flat());
          const dealtOut = toSessionView(table);

          for (const { occurredAtMs } of events) {
            if (!isHistoryKnown(whole, occurredAtMs)) continue;
            expect(withoutMethodList(toAnswers(dealtOut, occurredAtMs))).toEqual(
              withoutMethodList(toAnswers(whole, occurredAtMs)),
            );
          }
        },
      ),
      { numRuns: ledgerRuns },
    );
  });

  it('knows of an event nothing that came later', () => {
    fc.assert(
      fc.property(sessionEvents, fc.nat(), (events, at) => {
        const { occurredAtMs } = events[at % events.length]!;
        const before = events.filter((event) => event.occurredAtMs <= occurredAtMs);
        const whole = viewAt(toSessionView(textsOf(...events)), occurredAtMs);
        const known = viewAt(toSessionView(textsOf(...before)), occurredAtMs);

        expect(toObservedSession(whole)).toEqual(toObservedSession(known));
        expect(whole.sightings).toEqual(known.sightings);
        expect(whole.ends).toEqual(known.ends);
      }),
      { numRuns: ledgerRuns },
    );
  });

  it('tells the user after each event what it would tell without the ones before', () => {
    const toNetworkKey = createNetworkKeys(keys);
    fc.assert(
      fc.property(arrivals, fc.boolean(), ({ events, order }, isInOrder) => {
        const inOrder = events.toSorted((one, other) => one.occurredAtMs - other.occurredAtMs);
        const arriving = isInOrder ? inOrder : order.map((place) => events[place]!);
        const readView = createViewReader();
        const toHistory = createUserHistory(toNetworkKey);
        const facts = new Set<string>();
        for (const event of arriving) {
          for (const text of textsOf(event)) facts.add(text);
          const view = readView('1s.a', new Set(facts));
          const anew = createUserHistory(toNetworkKey)(toSessionView(facts));
          expect(toTexts(toHistory(view))).toEqual(toTexts(anew));
        }
      }),
      { numRuns: ledgerRuns },
    );
  });

  it('tells the user the same, whoever comes last', () => {
    const toNetworkKey = createNetworkKeys(keys);
    fc.assert(
      fc.property(arrivals, ({ events, order }) => {
        const inOrder = events.map((event) => textsOf(event));
        const told = (parts: readonly (readonly string[])[]) => {
          const facts = new Set<string>();
          return new Set(
            parts.flatMap((part) => {
              for (const text of part) facts.add(text);
              return toTexts(createUserHistory(toNetworkKey)(toSessionView(facts)));
            }),
          );
        };
        const mixed = told(order.map((place) => inOrder[place]!));

        const { networks, ciphers, alternations } = toUserView(
          toTexts(createUserHistory(toNetworkKey)(toSessionView(inOrder.flat()))),
        );
        expect(toUserView(mixed)).toMatchObject({ networks, ciphers, alternations });
      }),
      { numRuns: ledgerRuns },
    );
  });

  it('has a delay that clean-up and views agree on', () => {
    expect(historyDelayMs + lookBackMs).toBe(90 * 60_000);
  });
});
