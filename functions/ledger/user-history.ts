import QuickLRU from 'quick-lru';
import { type LedgerFact, type Sighting, toDay } from './fact.ts';
import { lookBackMs } from './history.ts';
import type { SessionView } from './session-view.ts';
import type { ToNetworkKey } from './user-facts.ts';
import { toPairName } from './user-view.ts';

/** What a session's view tells of its user: {@link createUserHistory}. */
export type ToUserHistory = (sessionId: string, view: SessionView) => readonly LedgerFact[];

/** Of all sessions in use, so many at least. */
export function createUserHistories(toNetworkKey: ToNetworkKey, mostSessions = 500): ToUserHistory {
  const sessions = new QuickLRU<string, ReturnType<typeof createUserHistory>>({ maxSize: mostSessions });
  return function toUserHistory(sessionId, view) {
    const known = sessions.get(sessionId);
    const toHistory = known ?? createUserHistory(toNetworkKey);
    if (known === undefined) sessions.set(sessionId, toHistory);
    return toHistory(view);
  };
}

/** The history so far of a session whose view may grow. */
interface Told {
  readonly sightings: readonly Sighting[];
  /** Networks and ciphers, each with its first time. */
  readonly firsts: LedgerFact[];
  /** By day and pair: the day is all that is kept of its time. */
  readonly pairs: Map<string, LedgerFact>;
  readonly networks: Set<string>;
  /** Where the user was, as far as that is known, in order of time. */
  readonly shown: { readonly atMs: number; readonly network: string }[];
  /** Of the last sighting. */
  readonly network: string | undefined;
  /** All of it, with what matters most in front: of many facts at once an item may have no room for the last ones. */
  readonly facts: readonly LedgerFact[];
}

/**
 * What a session's view tells of its user: the networks it was used from, the cipher part of its logins, and pairs of
 * networks that it went back and forth between. Made from the view and not from an event, so that each network of a session
 * is told once, and a pair by whichever of its events arrives last.
 *
 * Of one session: what was looked at is not looked at again where its view has only grown.
 */
export function createUserHistory(toNetworkKey: ToNetworkKey): (view: SessionView) => readonly LedgerFact[] {
  let told = untold();

  return function toHistory({ sightings }) {
    if (sightings === told.sightings) return told.facts;
    const known = isContinued(told.sightings, sightings) ? told : untold();
    const { firsts, pairs, networks, shown } = known;
    let { network } = known;
    for (let index = known.sightings.length; index < sightings.length; index += 1) {
      const { ip, atMs, kind, tls } = sightings[index]!;
      // Most of a session's events come from one address.
      if (index === 0 || sightings[index - 1]!.ip !== ip) network = toNetworkKey(ip);
      if (network === undefined) continue;
      if (!networks.has(network)) firsts.push({ kind: 'network', atMs, network });
      networks.add(network);
      if (kind === 'beginning' && tls !== undefined) firsts.push({ kind: 'cipher', atMs, network, tls });
      const before = shown.at(-1);
      shown.push({ atMs, network });
      // Where one stays, nothing follows but what has been told for the day.
      const isStay = before?.network === network && toDay(before.atMs) === toDay(atMs);
      if (networks.size > 1 && !isStay) addPairs(pairs, shown);
    }
    const isNews = firsts.length + pairs.size > known.facts.length;
    const facts = isNews ? [...firsts, ...pairs.values()] : known.facts;
    told = { sightings, firsts, pairs, networks, shown, network, facts };
    return told.facts;
  };
}

function untold(): Told {
  return {
    sightings: [],
    firsts: [],
    pairs: new Map(),
    networks: new Set(),
    shown: [],
    network: undefined,
    facts: [],
  };
}

/** A view that has grown has the same sightings in front; one that was read anew has none of them. */
function isContinued(known: readonly Sighting[], sightings: readonly Sighting[]): boolean {
  return known.length === 0 || known.at(-1) === sightings[known.length - 1];
}

/**
 * With the last place: A, then B, then A within the hour, whatever lay in between: so that an event which comes late adds pairs,
 * and takes none away.
 */
function addPairs(pairs: Told['pairs'], shown: Told['shown']): void {
  const { atMs, network } = shown.at(-1)!;
  const between = new Set<string>();
  const others = new Set<string>();
  for (let at = shown.length - 2; at >= 0 && atMs - shown[at]!.atMs <= lookBackMs; at -= 1) {
    const earlier = shown[at]!;
    if (earlier.network === network) for (const other of between) others.add(other);
    else between.add(earlier.network);
  }
  for (const other of others) {
    const networks: [string, string] = network < other ? [network, other] : [other, network];
    const name = `${toDay(atMs)}|${toPairName(networks)}`;
    if (!pairs.has(name)) pairs.set(name, { kind: 'alternation', atMs, networks });
  }
}
