import type { JsonObject } from '../../log-event/log-event.ts';
import type { SignalBlock, SignalEvidence } from '../../signals/signal.ts';
import { setOwn } from '../text/bound-event.ts';
import type { ModelInput } from '../event-model.ts';
import { createDisguise, type Disguise } from './disguise.ts';
import { type PrivacyRules, type ReadRules, readRules, type RuleTree } from './privacy-rules.ts';
import { addressKeys, collectSecretValues, type SecretValues } from './secret-values.ts';

/** Gives event, session and signals as records may show them. */
export type Protect = (input: ModelInput) => ModelInput;

/**
 * Applies the rules for fields once, before any format sees the event, so that no format can forget one.
 *
 * A value is disguised in the field that the rule names, and wherever else it occurs: in other fields, inside longer
 * texts (URLs included), in keys, in what signals quote. Not in `type`, `date` and `log_id`, and an address only when
 * the value came from a field for addresses: whoever fails to log in chooses their user name, and could otherwise make
 * their own address disappear by choosing that. For the same reason not in what is said in words of ours.
 *
 * Undefined without rules. Throws for rules that could not be kept; the result never throws.
 */
export function createPrivacy(rules: PrivacyRules | undefined): Protect | undefined {
  if (rules?.fields === undefined || Object.keys(rules.fields).length === 0) return undefined;
  const trees = readRules(rules);
  const disguise = createDisguise(rules.hashKey);
  const observedRules = toObservedRules(trees);

  return function protect({ event, outcome, signals }) {
    const values = collectSecretValues(
      [
        { root: event.data, rules: trees.event },
        { root: outcome.session, rules: trees.session },
      ],
      disguise,
    );
    const scrub = createScrub(values, disguise);
    const { sessionId } = event;
    return {
      event: {
        ...event,
        data: { ...(scrub(event.data, trees.event) as JsonObject), ...toFixed(event.data) },
        sessionId: sessionId === undefined ? undefined : (scrub(sessionId) as string | undefined),
      },
      outcome: {
        ...outcome,
        ...(outcome.session && { session: scrub(outcome.session, trees.session) as JsonObject }),
        ...(outcome.observed && {
          observed: withoutEmpty(scrub(outcome.observed, observedRules) as JsonObject),
        }),
      },
      signals: {
        ...signals,
        facts: scrubFacts(signals.facts, scrub),
        evidence: signals.evidence.map((entry) => scrubEvidence(entry, trees, scrub)),
      },
    };
  };
}

type ObservedBlock = NonNullable<ModelInput['outcome']['observed']>;

/** A basis without the value that was dropped says nothing. */
function withoutEmpty(observed: JsonObject): ObservedBlock {
  const told = Object.entries(observed).filter(([, one]) => Object.hasOwn(one as object, 'value'));
  return Object.fromEntries(told);
}

/** By the observed field: where its values come from, the session's own rule first. */
const observedSources: { readonly [field: string]: readonly (readonly ['session' | 'event', string])[] } = {
  initial_ip: [
    ['session', 'device.initial_ip'],
    ['event', 'ip'],
  ],
  last_ip: [
    ['session', 'device.last_ip'],
    ['event', 'ip'],
  ],
  initial_user_agent: [
    ['session', 'device.initial_user_agent'],
    ['event', 'user_agent'],
  ],
  last_user_agent: [
    ['session', 'device.last_user_agent'],
    ['event', 'user_agent'],
  ],
  clients: [
    ['session', 'clients.client_id'],
    ['event', 'client_id'],
  ],
  actor: [
    ['session', 'actor.sub'],
    ['event', 'details.actor.sub'],
  ],
};

/** What other events told of a session is under the rules of the fields that they told it in; `basis` is a word of ours. */
function toObservedRules(trees: ReadRules): RuleTree {
  const children = new Map<string, RuleTree>();
  for (const [field, sources] of Object.entries(observedSources)) {
    const rule = sources.map(([root, path]) => findRule(trees[root], path)).find((found) => found);
    if (rule !== undefined) children.set(field, { children: new Map([['value', rule]]) });
  }
  return { children };
}

function toFixed(data: JsonObject): JsonObject {
  const fixed: Record<string, unknown> = {};
  for (const key of ['type', 'date', 'log_id', '_id']) if (Object.hasOwn(data, key)) fixed[key] = data[key];
  return fixed;
}

type Scrub = (value: unknown, rules?: RuleTree) => unknown;

function createScrub(values: SecretValues, disguise: Disguise): Scrub {
  const scrub = (value: unknown, rules?: RuleTree, inherited?: RuleTree['action'], key = ''): unknown => {
    const action = rules?.action ?? inherited;
    if (value === null || value === undefined) return value;
    if (action === 'drop') return undefined;
    if (Array.isArray(value)) {
      return value.map((item) => scrub(item, rules, inherited, key)).filter((item) => item !== undefined);
    }
    if (typeof value === 'object') {
      const copy: Record<string, unknown> = {};
      for (const [childKey, child] of Object.entries(value as JsonObject)) {
        const after = scrub(child, rules?.children.get(childKey), action, childKey);
        if (after !== undefined) setOwn(copy, toFreeKey(values.replaceIn(childKey), copy), after);
      }
      return copy;
    }
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return value;
    const text = String(value);
    if (action !== undefined) {
      // Another rule may be stricter with the very same value.
      const known = values.find(text);
      return known === undefined ? disguise(text, action) : known.disguise;
    }
    if (typeof value === 'boolean') return value;
    const known = values.find(text);
    if (known !== undefined) return addressKeys.has(key) && !known.isAddress ? value : known.disguise;
    return typeof value === 'string' ? values.replaceIn(value) : value;
  };
  return scrub;
}

/** Two keys may look alike once disguised; the second gets a mark rather than the first's place. */
function toFreeKey(key: string, copy: JsonObject): string {
  let free = key;
  while (Object.hasOwn(copy, free)) free += '_';
  return free;
}

/** `auth0_risk` is the event's own text; all other facts are counts and words of ours. */
function scrubFacts(facts: SignalBlock['facts'], scrub: Scrub): SignalBlock['facts'] {
  const { auth0_risk: risk, ...ours } = facts;
  if (risk === undefined || auth0Confidences.has(risk)) return facts;
  const shown = scrub(risk) as typeof risk | undefined;
  return shown === undefined ? ours : { ...ours, auth0_risk: shown };
}

const auth0Confidences: ReadonlySet<unknown> = new Set(['low', 'medium', 'high', 'neutral']);

/** Evidence quotes fields in other forms ("AS701" as 701): what it quotes from a field under a rule follows that rule. */
function scrubEvidence(entry: SignalEvidence, { event, session }: ReadRules, scrub: Scrub): SignalEvidence {
  const rule = entry.fields
    ?.map(
      (field) =>
        findRule(session, field) ??
        findRule(session, field.replace(/^session\./, '')) ??
        findRule(event, field),
    )
    .find((found) => found !== undefined);
  const { signal, severity_id, attack, fields, ...quoted } = entry;
  const scrubbed = scrub(
    quoted,
    rule && {
      children: new Map([
        ['before', rule],
        ['after', rule],
      ]),
    },
  );
  return { signal, severity_id, attack, ...(fields && { fields }), ...(scrubbed as typeof quoted) };
}

function findRule(root: RuleTree, path: string): RuleTree | undefined {
  let tree: RuleTree | undefined = root;
  for (const step of path.split('.')) {
    tree = tree?.children.get(step);
    if (tree?.action !== undefined) return tree;
  }
  return undefined;
}
