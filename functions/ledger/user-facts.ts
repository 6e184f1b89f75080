import { parseAddress } from '../log-event/network-address.ts';
import { rememberByText } from '../log-event/remember-by-text.ts';
import type { FactSettings } from './fact-settings.ts';
import { type LedgerFact, toDay } from './fact.ts';
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
