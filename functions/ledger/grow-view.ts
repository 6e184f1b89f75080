import type { LedgerFact } from './fact.ts';
import { compareText, type SessionView, toView } from './session-view.ts';

/**
 * A view and facts that are new to it, as `toView` would read all of them together. Undefined where they have to be read together:
 * one of them is not later than all that was known, tells of an event that was known, or of want of room.
 *
 * Events nearly always come in order, and a session has up to eighty facts.
 */
export function growView(
  view: SessionView,
  facts: readonly (LedgerFact | undefined)[],
): SessionView | undefined {
  const { newestAtMs = -Infinity } = view;
  for (const fact of facts) {
    if (fact === undefined || fact.kind === 'agent') continue;
    if (fact.kind === 'gap' || fact.atMs <= newestAtMs) return undefined;
  }
  const more = toView(facts);
  for (const { tag } of more.sightings) if (hasTag(view.sightings, tag)) return undefined;
  return {
    sightings: concat(view.sightings, more.sightings),
    agents: addAgents(view.agents, more.agents),
    clients: addFirsts(view.clients, more.clients, (one, other) => one.clientId === other.clientId),
    methods: concat(view.methods, more.methods),
    ends: addFirsts(view.ends, more.ends, (one, other) => one.by === other.by),
    delegations: addFirsts(view.delegations, more.delegations, (one, other) => one.actor === other.actor),
    exchanges: addFirsts(
      view.exchanges,
      more.exchanges,
      (one, other) => one.client === other.client && one.agent === other.agent,
    ),
    factors: concat(view.factors, more.factors),
    newestAtMs: more.newestAtMs ?? view.newestAtMs,
    fullSinceMs: view.fullSinceMs,
  };
}

function hasTag(sightings: SessionView['sightings'], tag: string): boolean {
  for (const sighting of sightings) if (sighting.tag === tag) return true;
  return false;
}

/** In order of their texts: of two with one tag, the later one counts. */
function addAgents(known: SessionView['agents'], more: SessionView['agents']): SessionView['agents'] {
  if (more.size === 0) return known;
  const fresh = [...more].filter(([tag, text]) => known.get(tag) !== text);
  if (fresh.length === 0) return known;
  return new Map([...known, ...fresh].sort(([, one], [, other]) => compareText(one, other)));
}

function addFirsts<F>(known: readonly F[], more: readonly F[], isSame: (one: F, other: F) => boolean) {
  if (more.length === 0) return known;
  return concat(
    known,
    more.filter((one) => !known.some((other) => isSame(one, other))),
  );
}

function concat<F>(known: readonly F[], more: readonly F[]): readonly F[] {
  return more.length === 0 ? known : [...known, ...more];
}
