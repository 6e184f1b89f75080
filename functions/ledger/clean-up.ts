import { type LedgerFact, isSighting, type Sighting } from './fact.ts';
import { decodeFact } from './fact-codec.ts';
import type { FactText } from './fact-text.ts';
import { exactMs } from './history.ts';
import { compareTwins, isDigestSighting } from './session-view.ts';

/**
 * The facts that can be deleted without any reader's noticing: what no view at or after `historyDelayMs` before the
 * newest fact is made from.
 *
 * Kept are the first fact of each group (a place and program, an application, a method …) and, where the last one counts
 * as well, the last one before the time in which everything is kept; so no group ever disappears, and what two workers
 * delete at once is what one of them would. Time is that of events: a clean-up that comes late deletes the same.
 */
export function findRedundant(texts: Iterable<FactText>): readonly FactText[] {
  const facts = [...texts].map((text) => ({ text, fact: decodeFact(text) })).filter(isTimed);
  const newestAtMs = facts.reduce(
    (newest, { fact }) => (fact.kind === 'gap' ? newest : Math.max(newest, fact.atMs)),
    -Infinity,
  );
  const exactFromMs = newestAtMs - exactMs;
  const redundant = new Set<FactText>();

  for (const group of toGroups(facts).values()) {
    const { keeps } = ruleOf(group[0]!.fact);
    group.sort((a, b) => a.fact.atMs - b.fact.atMs || (a.text < b.text ? -1 : 1));
    const old = group.filter(({ fact }) => fact.atMs < exactFromMs);
    const kept = keeps === 'first and last' ? [old[0], old.at(-1)] : group.slice(0, keeps);
    // Of what counts by its first alone, later ones are of no use whatever their age.
    const candidates = keeps === 'first and last' || keeps === 0 ? old : group;
    for (const one of candidates) if (!kept.includes(one)) redundant.add(one.text);
  }
  for (const text of findTwins(facts)) redundant.add(text);
  // What is old is told by what is newest, so that never goes.
  for (const { text, fact } of facts) if (fact.atMs === newestAtMs) redundant.delete(text);
  return [...redundant];
}

type TimedFact = Exclude<LedgerFact, { readonly kind: 'agent' }>;
interface Timed {
  readonly text: FactText;
  readonly fact: TimedFact;
}

function isTimed(one: { readonly text: FactText; readonly fact: LedgerFact | undefined }): one is Timed {
  return one.fact !== undefined && one.fact.kind !== 'agent';
}

interface Rule {
  readonly group: string;
  /**
   * Of a group: so many of the first, whatever their age; the first and the last of what is old, and all that is not;
   * or, 0, nothing of what is old.
   */
  readonly keeps: 0 | 1 | 2 | 'first and last';
}

function ruleOf(fact: TimedFact): Rule {
  if (isSighting(fact)) return { group: toSightingGroup(fact), keeps: 'first and last' };
  switch (fact.kind) {
    case 'method':
      return { group: `M${fact.name}|${fact.type}`, keeps: 'first and last' };
    case 'client':
      return { group: `C${fact.clientId}`, keeps: 1 };
    case 'end':
      return { group: `E${fact.by}`, keeps: 1 };
    case 'delegation':
      return { group: `D${fact.actor}`, keeps: 1 };
    case 'exchange':
      return { group: `X${fact.client}|${fact.agent}`, keeps: 1 };
    case 'factor':
      return { group: 'F', keeps: 0 };
    case 'gap':
      return { group: 'Z', keeps: 1 };
    case 'network':
      return { group: `N${fact.network}`, keeps: 1 };
    case 'cipher':
      return { group: `J${fact.network}|${fact.tls}`, keeps: 1 };
    case 'alternation':
      // Two earlier days make a habit.
      return { group: `Y${fact.networks.join('|')}`, keeps: 2 };
    case 'password':
      return { group: 'W', keeps: 'first and last' };
  }
}

/** A place and program, with all else that a view tells of the first or last sighting of a kind. */
function toSightingGroup(fact: Sighting): string {
  const { kind, ip, agent, tls, place, cookieMode, authenticatedAtMs } = fact;
  return [kind, ip, agent, tls, place, cookieMode, authenticatedAtMs !== undefined].join('|');
}

function toGroups(facts: readonly Timed[]): Map<string, Timed[]> {
  const groups = new Map<string, Timed[]>();
  for (const one of facts) {
    const { group } = ruleOf(one.fact);
    const others = groups.get(group);
    if (others === undefined) groups.set(group, [one]);
    else others.push(one);
  }
  return groups;
}

/** Digests of events whose raw agent is known as well. */
function findTwins(facts: readonly Timed[]): FactText[] {
  const raw = new Map<string, Sighting>();
  for (const { fact } of facts) {
    if (isSighting(fact) && !isDigestSighting(fact)) raw.set(fact.tag, fact);
  }
  return facts
    .filter(({ fact }) => {
      const twin = isSighting(fact) && isDigestSighting(fact) ? raw.get(fact.tag) : undefined;
      return twin !== undefined && isSighting(fact) && compareTwins(twin, fact) < 0;
    })
    .map(({ text }) => text);
}
