import {
  type Agent,
  type ClientUse,
  decodeFact,
  type Delegation,
  encodeFact,
  type End,
  type Exchange,
  type LedgerFact,
  type FactorStep,
  isSighting,
  type MethodStep,
  type Sighting,
} from './fact.ts';
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
  const facts: LedgerFact[] = [];
  for (const text of new Set(texts)) {
    const fact = decodeFact(text);
    if (fact !== undefined) facts.push(fact);
  }
  const agents = facts.filter((fact): fact is Agent => fact.kind === 'agent');
  const gaps = facts.filter(({ kind }) => kind === 'gap').map(toAtMs);
  const times = facts.filter(({ kind }) => kind !== 'agent' && kind !== 'gap').map(toAtMs);
  return {
    sightings: toOnePerLogId(facts.filter(isSighting)),
    agents: new Map(
      agents.sort((a, b) => compareText(a.text, b.text)).map(({ agent, text }) => [agent, text]),
    ),
    clients: toFirsts(ofKind(facts, 'client'), ({ clientId }) => clientId),
    methods: ofKind(facts, 'method'),
    ends: toFirsts(ofKind(facts, 'end'), ({ by }) => by),
    delegations: toFirsts(ofKind(facts, 'delegation'), ({ actor }) => actor ?? ''),
    exchanges: toFirsts(ofKind(facts, 'exchange'), ({ client, agent }) => `${client}|${agent}`),
    factors: ofKind(facts, 'factor'),
    newestAtMs: times.length === 0 ? undefined : Math.max(...times),
    fullSinceMs: gaps.length === 0 ? undefined : Math.min(...gaps),
  };
}

/** What of it had happened by then: no later fact counts for an event, of methods none that is more than 5 s later. */
export function viewAt(view: SessionView, occurredAtMs: number): SessionView {
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

function toAtMs(fact: LedgerFact): number {
  return fact.kind === 'agent' ? -Infinity : fact.atMs;
}

function ofKind<Kind extends LedgerFact['kind']>(facts: readonly LedgerFact[], kind: Kind) {
  const found = facts.filter((fact) => fact.kind === kind) as Extract<
    Exclude<LedgerFact, Agent>,
    { readonly kind: Kind }
  >[];
  return found.sort(compareFacts);
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
function toOnePerLogId(sightings: readonly Sighting[]): Sighting[] {
  const byTag = new Map<string, Sighting>();
  for (const sighting of sightings) {
    const other = byTag.get(sighting.tag);
    if (other === undefined || compareTwins(sighting, other) < 0) byTag.set(sighting.tag, sighting);
  }
  return [...byTag.values()].sort(compareSightings);
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
): F[] {
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
