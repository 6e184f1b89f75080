import {
  type Agent,
  type ClientUse,
  type Delegation,
  type End,
  type Exchange,
  type LedgerFact,
  type FactorStep,
  isSighting,
  type MethodStep,
  type Sighting,
} from './fact.ts';
import { decodeFact, encodeFact } from './fact-codec.ts';
import type { FactText } from './fact-text.ts';
import { historyDelayMs, methodToleranceMs } from './history.ts';

/**
 * What is known of a session, as readers see it: the same for any order of arrival, any repetition and any number of
 * workers, and after a clean-up as before. Lists are in order of time.
 */
export interface SessionView {
  /** One for each `log_id`, as the raw user agent tells it where both a stream and the pull API did. */
  readonly sightings: readonly Sighting[];
  /** By their tags. */
  readonly agents: ReadonlyMap<string, string>;
  /** Each application once, with its first use. */
  readonly clients: readonly ClientUse[];
  readonly methods: readonly MethodStep[];
  readonly ends: readonly End[];
  readonly delegations: readonly Delegation[];
  /** The first of each application and program. */
  readonly exchanges: readonly Exchange[];
  /** Those of the last while: older ones are gone. */
  readonly factors: readonly FactorStep[];
  /** Of all facts; undefined when there are none. */
  readonly newestAtMs: number | undefined;
  /** From when on facts were refused for want of room; minus infinity while the table is out of reach. */
  readonly fullSinceMs: number | undefined;
}

/** What is known after these facts. Texts that this version cannot read are passed over. */
export function toSessionView(texts: Iterable<FactText>): SessionView {
  return toView([...new Set(texts)].map(decodeFact));
}

/** The same of facts that have been read; each is there once. */
export function toView(facts: Iterable<LedgerFact | undefined>): SessionView {
  let sightings: Sighting[] | undefined;
  let agents: Agent[] | undefined;
  let clients: ClientUse[] | undefined;
  let methods: MethodStep[] | undefined;
  let ends: End[] | undefined;
  let delegations: Delegation[] | undefined;
  let exchanges: Exchange[] | undefined;
  let factors: FactorStep[] | undefined;
  let newestAtMs: number | undefined;
  let fullSinceMs: number | undefined;
  for (const fact of facts) {
    if (fact === undefined) continue;
    if (fact.kind === 'agent') {
      (agents ??= []).push(fact);
      continue;
    }
    if (fact.kind === 'gap') {
      fullSinceMs = Math.min(fullSinceMs ?? fact.atMs, fact.atMs);
      continue;
    }
    newestAtMs = Math.max(newestAtMs ?? fact.atMs, fact.atMs);
    if (isSighting(fact)) (sightings ??= []).push(fact);
    else if (fact.kind === 'client') (clients ??= []).push(fact);
    else if (fact.kind === 'method') (methods ??= []).push(fact);
    else if (fact.kind === 'exchange') (exchanges ??= []).push(fact);
    else if (fact.kind === 'factor') (factors ??= []).push(fact);
    else if (fact.kind === 'end') (ends ??= []).push(fact);
    else if (fact.kind === 'delegation') (delegations ??= []).push(fact);
  }
  return {
    sightings: sightings ? toOnePerLogId(sightings) : none,
    agents: agents ? new Map(toSorted(agents, byText).map(({ agent, text }) => [agent, text])) : noAgents,
    clients: clients ? toFirsts(toSorted(clients, compareFacts), ({ clientId }) => clientId) : none,
    methods: methods ? toSorted(methods, compareFacts) : none,
    ends: ends ? toFirsts(toSorted(ends, compareFacts), ({ by }) => by) : none,
    delegations: delegations
      ? toFirsts(toSorted(delegations, compareFacts), ({ actor }) => actor ?? '')
      : none,
    exchanges: exchanges
      ? toFirsts(toSorted(exchanges, compareFacts), ({ client, agent }) => `${client}|${agent}`)
      : none,
    factors: factors ? toSorted(factors, compareFacts) : none,
    newestAtMs,
    fullSinceMs,
  };
}

/** Most sessions have nothing of most kinds. */
const none: readonly never[] = [];
const noAgents: SessionView['agents'] = new Map();

/** What of it had happened by then: no later fact counts for an event, of methods none that is more than 5 s later. */
export function viewAt(view: SessionView, occurredAtMs: number): SessionView {
  if (view.newestAtMs === undefined || view.newestAtMs <= occurredAtMs) return view;
  const hasHappened = ({ atMs }: { readonly atMs: number }) => atMs <= occurredAtMs;
  return {
    ...view,
    sightings: view.sightings.filter(hasHappened),
    clients: view.clients.filter(hasHappened),
    methods: view.methods.filter(({ atMs }) => atMs <= occurredAtMs + methodToleranceMs),
    ends: view.ends.filter(hasHappened),
    delegations: view.delegations.filter(hasHappened),
    exchanges: view.exchanges.filter(hasHappened),
    factors: view.factors.filter(hasHappened),
  };
}

/**
 * Whether all of the session's history is there that signals ask for at an event of that time. It is not for an event
 * that came later than {@link historyDelayMs} behind another one of its session, nor after facts were refused.
 */
export function isHistoryKnown(view: SessionView, occurredAtMs: number): boolean {
  const { newestAtMs = -Infinity, fullSinceMs = Infinity } = view;
  return occurredAtMs >= newestAtMs - historyDelayMs && occurredAtMs < fullSinceMs;
}

/**
 * Whether facts of an item had been refused by then for want of room. Not so where the table was out of reach: then nothing
 * was refused, and history is unknown all the same.
 */
export function isHistoryFull(
  { fullSinceMs = Infinity }: { readonly fullSinceMs: number | undefined },
  occurredAtMs: number,
): boolean {
  return fullSinceMs !== -Infinity && occurredAtMs >= fullSinceMs;
}

/**
 * The sighting with which the session began: its earliest login, unless the session was in use before that login was
 * so much as begun. Then the login was a later one, and nobody saw the beginning.
 */
export function findBeginning({ sightings }: SessionView): Sighting | undefined {
  const beginning = sightings.find(({ kind }) => kind === 'beginning');
  if (beginning === undefined) return undefined;
  const firstUse = sightings.find(({ kind }) => kind !== 'other');
  const begunAtMs = beginning.initiatedAtMs ?? beginning.atMs;
  return firstUse === undefined || firstUse.atMs >= begunAtMs ? beginning : undefined;
}

/** Facts are read anew for every event of a session, and most lists have one entry or none. */
function toSorted<F>(facts: F[], compare: (a: F, b: F) => number): F[] {
  return facts.length > 1 ? facts.sort(compare) : facts;
}

function byText(a: Agent, b: Agent): number {
  return compareText(a.text, b.text);
}

/** By time, then by what they say: one order for all. */
function compareFacts(a: Exclude<LedgerFact, Agent>, b: Exclude<LedgerFact, Agent>): number {
  return a.atMs - b.atMs || compareText(encodeFact(a), encodeFact(b));
}

export function compareSightings(a: Sighting, b: Sighting): number {
  return (
    a.atMs - b.atMs || compareText(a.tag, b.tag) || Number(isDigestSighting(a)) - Number(isDigestSighting(b))
  );
}

export function isDigestSighting({ agent }: Sighting): boolean {
  return agent?.startsWith('~') === true;
}

/** A stream and the pull API may both have told of an event, the latter with a digest of the agent. */
function toOnePerLogId(sightings: Sighting[]): Sighting[] {
  if (sightings.length < 2) return sightings;
  const byTag = new Map<string, Sighting>();
  for (const sighting of sightings) {
    const other = byTag.get(sighting.tag);
    if (other === undefined || compareTwins(sighting, other) < 0) byTag.set(sighting.tag, sighting);
  }
  return toSorted([...byTag.values()], compareSightings);
}

/** Raw agents before digests; after that any order will do that is always the same. */
export function compareTwins(a: Sighting, b: Sighting): number {
  return (
    Number(isDigestSighting(a)) - Number(isDigestSighting(b)) ||
    a.atMs - b.atMs ||
    compareText(encodeFact(a), encodeFact(b))
  );
}

function toFirsts<F extends { readonly atMs: number }>(
  inOrder: readonly F[],
  toGroup: (fact: F) => string,
): readonly F[] {
  if (inOrder.length < 2) return inOrder;
  const firsts = new Map<string, F>();
  for (const fact of inOrder) {
    const group = toGroup(fact);
    if (!firsts.has(group)) firsts.set(group, fact);
  }
  return [...firsts.values()];
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
