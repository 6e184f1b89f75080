import { isIP } from 'node:net';
import type { JsonObject } from '../../log-event/log-event.ts';
import { type Disguise, dropped, masked, toMappedIpv4 } from './disguise.ts';
import { type RuleTree, toStricter } from './privacy-rules.ts';
import type { PrivacyAction } from './privacy-action.ts';

/** Shorter values would be found in every second text ("s", "NL"); they are disguised in their own field alone. */
const shortestSought = 4;

/** Longer ones are no name or address; a pattern of them would cost more than it protects. */
const longestInPattern = 1_000;

interface SecretValue {
  readonly action: PrivacyAction;
  readonly disguise: string | undefined;
  /** It came from a field for addresses. */
  readonly isAddress: boolean;
}

/** The values that rules name in one event and session, ready to be found wherever else they occur. */
export interface SecretValues {
  /** The value as a whole; undefined when the text is none of them. */
  find(text: string): SecretValue | undefined;
  /** The text with every occurrence of a value replaced. */
  replaceIn(text: string): string;
}

/** Keys under which Auth0 sends addresses. */
export const addressKeys: ReadonlySet<string> = new Set([
  'ip',
  'client_ip',
  'initial_ip',
  'last_ip',
  'ip_address',
]);

export function collectSecretValues(
  sources: readonly { readonly root: JsonObject | undefined; readonly rules: RuleTree }[],
  disguise: Disguise,
): SecretValues {
  const actions = new Map<string, { action: PrivacyAction; isAddress: boolean }>();
  for (const { root, rules } of sources) {
    collect(root, rules, '', (text, action, key) => {
      const known = actions.get(text);
      const isAddress = known?.isAddress === true || addressKeys.has(key);
      actions.set(text, { action: toStricter(known?.action, action), isAddress });
    });
  }

  /** In lower case, as values are found in any. */
  const byText = new Map<string, SecretValue>();
  // As they are: "İ" in lower case is two characters, and no pattern of these finds the one.
  const sought = new Set<string>();
  const longTexts: string[] = [];
  for (const [text, { action, isAddress }] of actions) {
    if (text.length < shortestSought) continue;
    const value = { action, disguise: disguise(text, action), isAddress };
    if (text.length > longestInPattern) longTexts.push(text);
    for (const spelling of toSpellings(text)) {
      if (spelling.length <= longestInPattern) sought.add(spelling);
      const key = spelling.toLowerCase();
      if (!byText.has(key)) byText.set(key, value);
    }
  }
  return toSecretValues(byText, sought, longTexts);
}

function toSecretValues(
  byText: ReadonlyMap<string, SecretValue>,
  sought: ReadonlySet<string>,
  longTexts: readonly string[],
): SecretValues {
  const patterns = [...sought]
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`));
  const pattern = patterns.length === 0 ? undefined : new RegExp(patterns.join('|'), 'gi');
  const toWithin = (match: string) => {
    const value = byText.get(match.toLowerCase());
    return value === undefined ? masked : (value.disguise ?? dropped);
  };

  return {
    find: (text) => byText.get(text.toLowerCase()),
    replaceIn(text) {
      let result = text;
      for (const long of longTexts)
        if (result.includes(long)) result = result.replaceAll(long, () => toWithin(long));
      return pattern === undefined ? result : result.replace(pattern, toWithin);
    },
  };
}

/** Calls back for every leaf that a rule covers, with the key it stands under. */
function collect(
  value: unknown,
  rules: RuleTree | undefined,
  key: string,
  onValue: (text: string, action: PrivacyAction, key: string) => void,
  inherited?: PrivacyAction,
): void {
  const action = rules?.action ?? inherited;
  if (value === null || value === undefined || (rules === undefined && action === undefined)) return;
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) collect(item, rules, key, onValue, inherited);
    return;
  }
  if (typeof value === 'object') {
    for (const [childKey, child] of Object.entries(value as JsonObject)) {
      collect(child, rules?.children.get(childKey), childKey, onValue, action);
    }
    return;
  }
  // true and false are no secrets elsewhere: they are disguised in their own field alone.
  if (action !== undefined && typeof value !== 'boolean')
    onValue(String(value as string | number), action, key);
}

/** The same value as it reads inside URLs, forms and JSON texts; addresses and ASNs also in their usual form. */
function toSpellings(text: string): ReadonlySet<string> {
  const spellings = new Set([text, JSON.stringify(text).slice(1, -1)]);
  const encoded = toUrlSpelling(text);
  if (encoded !== undefined) spellings.add(encoded).add(encoded.replaceAll('%20', '+'));
  const number = /^AS(\d{4,10})$/i.exec(text)?.[1];
  if (number !== undefined) spellings.add(number);
  if (isIP(text) === 6) {
    const mapped = toMappedIpv4(text);
    if (mapped !== undefined) spellings.add(mapped);
    if (!text.includes('%')) spellings.add(new URL(`http://[${text}]/`).hostname.slice(1, -1));
  }
  return spellings;
}

function toUrlSpelling(text: string): string | undefined {
  try {
    return encodeURIComponent(text);
  } catch {
    // Half a surrogate pair has no spelling in a URL.
    return undefined;
  }
}
