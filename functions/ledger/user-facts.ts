import { parseAddress } from '../log-event/network-address.ts';
import { rememberByText } from '../log-event/remember-by-text.ts';
import type { FactSettings } from './fact-settings.ts';
import { type LedgerFact, type Sighting, toDay } from './fact.ts';
import { lookBackMs } from './history.ts';
import type { SessionView } from './session-view.ts';
import { toCipherName, toPairName, type UserView } from './user-view.ts';

/** The key of an address's network in a user's item; undefined for what is no address, for example what a privacy rule left of one. */
export type ToNetworkKey = (address: string | undefined) => string | undefined;

/** `mostRemembered`: addresses whose key is kept. */
export function createNetworkKeys(
  { toKey }: Pick<FactSettings, 'toKey'>,
  mostRemembered = 5_000,
): ToNetworkKey {
  const toNetworkKey = rememberByText(
    (address) => {
      const prefix = parseAddress(address)?.prefix;
      return prefix === undefined ? undefined : toKey(prefix).slice(0, 8);
    },
    { most: mostRemembered },
  );
  return (address) => (address === undefined ? undefined : toNetworkKey(address));
}

/**
 * What a session's view tells of its user: the networks it was used from, the cipher part of its logins, and pairs of
 * networks that it went back and forth between. Made from the view and not from an event, so that each network of a session
 * is told once, and a pair by whichever of its events arrives last.
 */
export function toUserHistory(view: SessionView, toNetworkKey: ToNetworkKey): readonly LedgerFact[] {
  const facts: LedgerFact[] = [];
  const networks = new Set<string>();
  let lastIp: string | undefined;
  let network: string | undefined;
  for (const { ip, atMs, kind, tls } of view.sightings) {
    // Most of a session's events come from one address.
    if (ip !== lastIp) network = toNetworkKey(ip);
    lastIp = ip;
    if (network === undefined) continue;
    if (!networks.has(network)) facts.push({ kind: 'network', atMs, network });
    networks.add(network);
    if (kind === 'beginning' && tls !== undefined) facts.push({ kind: 'cipher', atMs, network, tls });
  }
  if (networks.size > 1) facts.push(...toAlternations(view.sightings, toNetworkKey));
  return facts;
}

/**
 * A, then B, then A within the hour, whatever lay in between: so that an event which comes late adds pairs, and takes none
 * away.
 */
function toAlternations(sightings: readonly Sighting[], toNetworkKey: ToNetworkKey): LedgerFact[] {
  const shown = sightings.flatMap(({ atMs, ip }) => {
    const network = toNetworkKey(ip);
    return network === undefined ? [] : [{ atMs, network }];
  });
  return shown.flatMap(({ atMs, network }, index): LedgerFact[] => {
    const between = new Set<string>();
    const pairs = new Set<string>();
    for (let at = index - 1; at >= 0 && atMs - shown[at]!.atMs <= lookBackMs; at -= 1) {
      const earlier = shown[at]!;
      if (earlier.network === network) for (const other of between) pairs.add(other);
      else between.add(earlier.network);
    }
    return [...pairs].map((other) => {
      const networks: [string, string] = network < other ? [network, other] : [other, network];
      return { kind: 'alternation', atMs, networks };
    });
  });
}

/** Those that a user's item does not tell already: an item that knows all is not written. */
export function toNews(view: UserView, facts: readonly LedgerFact[]): readonly LedgerFact[] {
  return facts.filter((fact) => {
    if (fact.kind === 'network') return !(view.networks.get(fact.network)! <= fact.atMs);
    if (fact.kind === 'cipher')
      return !(view.ciphers.get(toCipherName(fact.network, fact.tls))! <= fact.atMs);
    if (fact.kind !== 'alternation') return true;
    const days = view.alternations.get(toPairName(fact.networks)) ?? [];
    return (
      !days.includes(toDay(fact.atMs)) && !(days.length === 2 && days.every((day) => day < toDay(fact.atMs)))
    );
  });
}
