import { type End, type FactorStep, type PasswordChange, toDay } from './fact.ts';
import { decodeFact } from './fact-codec.ts';
import type { FactText } from './fact-text.ts';
import { historyDelayMs } from './history.ts';
import { compareText } from './session-view.ts';

/** What is known of a user beyond one session: times are of the first occasion, lists in order of time. */
export interface UserView {
  /** By the network's key. */
  readonly networks: ReadonlyMap<string, number>;
  /** By the network's key and the cipher part: {@link toCipherName}. */
  readonly ciphers: ReadonlyMap<string, number>;
  /** By the pair: {@link toPairName}. At most the first two days of each, as days since 1970. */
  readonly alternations: ReadonlyMap<string, readonly number[]>;
  readonly passwordChanges: readonly PasswordChange[];
  /** All sessions that had begun by then were revoked. */
  readonly ends: readonly End[];
  /** Those of the last while: older ones are gone. */
  readonly factors: readonly FactorStep[];
  readonly newestAtMs: number | undefined;
  /** From when on facts were refused for want of room; minus infinity while the table is out of reach. */
  readonly fullSinceMs: number | undefined;
}

export function toCipherName(network: string, tls: string): string {
  return `${network}|${tls}`;
}

export function toPairName(networks: readonly [string, string]): string {
  return networks.join('|');
}

const nothing: UserView = {
  networks: new Map(),
  ciphers: new Map(),
  alternations: new Map(),
  passwordChanges: [],
  ends: [],
  factors: [],
  newestAtMs: undefined,
  fullSinceMs: undefined,
};

/** `before`: what other facts told, in whatever order all of them came. */
export function toUserView(texts: Iterable<FactText>, before = nothing): UserView {
  const networks = new Map(before.networks);
  const ciphers = new Map(before.ciphers);
  const alternations = new Map(before.alternations);
  const passwordChanges = [...before.passwordChanges];
  const ends = [...before.ends];
  const factors = [...before.factors];
  let { newestAtMs, fullSinceMs } = before;
  for (const text of new Set(texts)) {
    const fact = decodeFact(text);
    if (fact === undefined || fact.kind === 'agent') continue;
    if (fact.kind === 'gap') {
      fullSinceMs = Math.min(fullSinceMs ?? fact.atMs, fact.atMs);
      continue;
    }
    newestAtMs = Math.max(newestAtMs ?? fact.atMs, fact.atMs);
    if (fact.kind === 'network') addFirst(networks, fact.network, fact.atMs);
    else if (fact.kind === 'cipher') addFirst(ciphers, toCipherName(fact.network, fact.tls), fact.atMs);
    else if (fact.kind === 'alternation') addDay(alternations, toPairName(fact.networks), toDay(fact.atMs));
    else if (fact.kind === 'password') passwordChanges.push(fact);
    else if (fact.kind === 'end') ends.push(fact);
    else if (fact.kind === 'factor') factors.push(fact);
  }
  return {
    networks,
    ciphers,
    alternations,
    passwordChanges: passwordChanges.sort(byTime),
    ends: ends.sort(byTime),
    factors: factors.sort(byTime),
    newestAtMs,
    fullSinceMs,
  };
}

/** What of it had happened by then: nothing later counts for an event, and of pairs only what earlier days showed. */
export function userViewAt(view: UserView, occurredAtMs: number): UserView {
  const today = toDay(occurredAtMs);
  const alternations =
    view.alternations.size === 0
      ? view.alternations
      : new Map([...view.alternations].map(([pair, days]) => [pair, days.filter((day) => day < today)]));
  // Nothing is later than the newest fact, and events come in order.
  if (view.newestAtMs === undefined || view.newestAtMs <= occurredAtMs) return { ...view, alternations };
  const hasHappened = ({ atMs }: { readonly atMs: number }) => atMs <= occurredAtMs;
  const upTo = (times: ReadonlyMap<string, number>) =>
    new Map([...times].filter(([, atMs]) => atMs <= occurredAtMs));
  return {
    ...view,
    networks: upTo(view.networks),
    ciphers: upTo(view.ciphers),
    alternations,
    passwordChanges: view.passwordChanges.filter(hasHappened),
    ends: view.ends.filter(hasHappened),
    factors: view.factors.filter(hasHappened),
  };
}

/** Factor steps of the minutes before are all there; of networks, pairs and ciphers, for any time. */
export function isUserHistoryKnown(view: UserView, occurredAtMs: number): boolean {
  const { newestAtMs = -Infinity, fullSinceMs = Infinity } = view;
  return occurredAtMs >= newestAtMs - historyDelayMs && occurredAtMs < fullSinceMs;
}

function addFirst(firsts: Map<string, number>, key: string, atMs: number): void {
  firsts.set(key, Math.min(firsts.get(key) ?? atMs, atMs));
}

/** The first two of each pair count. */
function addDay(pairs: Map<string, readonly number[]>, pair: string, day: number): void {
  const days = new Set(pairs.get(pair)).add(day);
  pairs.set(pair, [...days].sort((a, b) => a - b).slice(0, 2));
}

function byTime(
  a: { readonly atMs: number; readonly tag?: string },
  b: { readonly atMs: number; readonly tag?: string },
): number {
  return a.atMs - b.atMs || compareText(a.tag ?? '', b.tag ?? '');
}
