import { isIP } from 'node:net';
import { findNearest, toDistance } from '../../log-event/find-nearest.ts';
import type { ModelInput } from '../event-model.ts';
import { createPrivacy } from './create-privacy.ts';
import type { PrivacyRules } from './privacy-rules.ts';

/** An event as it was enriched; without signals where it could not be made a record. */
export type PreviewedEvent = Pick<ModelInput, 'event' | 'outcome'> & Partial<Pick<ModelInput, 'signals'>>;

/** What one rule does to somebody's events. */
export interface RulePreview {
  readonly path: string;
  readonly rule: string;
  /** Events that have the field. */
  readonly events: number;
  /** The same by log type, the most frequent first. */
  readonly types: Readonly<Record<string, number>>;
  /** Of the first of them. */
  readonly before?: string;
  /** Absent where the field is gone. */
  readonly after?: string;
  /** For a rule that hides nothing: the field of these events that it resembles most. */
  readonly nearest?: string;
}

/** A field with an address or a mail address that no rule hides. */
export interface ClearField {
  readonly path: string;
  readonly rule: 'truncate_ip' | 'hash';
  readonly example: string;
  readonly events: number;
}

export interface PrivacyPreview {
  readonly of: number;
  readonly rules: readonly RulePreview[];
  readonly clear: readonly ClearField[];
}

const longest = 120;
const mostClear = 8;

/** What the rules hide of these events and their sessions, and what they leave in clear. */
export function previewPrivacy(rules: PrivacyRules, enriched: readonly PreviewedEvent[]): PrivacyPreview {
  const protect = createPrivacy(rules);
  const pairs = enriched.map(({ event, outcome, signals }) => {
    const shown = protect && signals ? protect({ event, outcome, signals }) : { event, outcome };
    return {
      type: event.type ?? 'session',
      before: toFields(event.data, outcome.session),
      after: toFields(shown.event.data, shown.outcome.session),
    };
  });
  const known = new Set(pairs.flatMap(({ before }) => [...before.keys()]));
  const previews = Object.entries(rules.fields ?? {}).map(([path, rule]): RulePreview => {
    const touched = pairs.filter(({ before }) => fieldsBeneath(before, path).length > 0);
    const [first] = touched;
    const [field] = first ? fieldsBeneath(first.before, path) : [];
    if (!first || field === undefined) {
      const nearest = findLikely(path, known);
      return { path, rule, events: 0, types: {}, ...(nearest !== undefined && { nearest }) };
    }
    const after = first.after.get(field);
    return {
      path,
      rule,
      events: touched.length,
      types: countTypes(touched),
      before: cut(first.before.get(field) ?? ''),
      ...(after !== undefined && { after: cut(after) }),
    };
  });
  return { of: enriched.length, rules: previews, clear: findClear(pairs) };
}

type Fields = ReadonlyMap<string, string>;

/** The first text of each field, by the paths that rules are written with: lists are entered. */
function toFields(data: unknown, session: unknown): Fields {
  const fields = new Map<string, string>();
  const open: [path: string, value: unknown][] = [
    ['session', session],
    ['', data],
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, value] = next;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      if (!fields.has(path)) fields.set(path, String(value));
    } else if (Array.isArray(value)) {
      for (const entry of (value as unknown[]).toReversed()) open.push([path, entry]);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value).reverse())
        open.push([path === '' ? key : `${path}.${key}`, child]);
    }
  }
  return fields;
}

function fieldsBeneath(fields: Fields, path: string): readonly string[] {
  if (fields.has(path)) return [path];
  return [...fields.keys()].filter((field) => field.startsWith(`${path}.`));
}

function findClear(
  pairs: readonly { readonly before: Fields; readonly after: Fields }[],
): readonly ClearField[] {
  const found = new Map<string, ClearField>();
  for (const { before, after } of pairs) {
    for (const [path, value] of before) {
      const rule =
        isIP(value) !== 0 ? 'truncate_ip' : /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? 'hash' : undefined;
      if (rule === undefined || after.get(path) !== value) continue;
      const known = found.get(path);
      found.set(path, {
        path,
        rule,
        example: known?.example ?? cut(value),
        events: (known?.events ?? 0) + 1,
      });
    }
  }
  return [...found.values()].slice(0, mostClear);
}

/** None when more than a third of the letters would have to be changed. */
function findLikely(path: string, known: ReadonlySet<string>): string | undefined {
  const nearest = findNearest(path, known);
  if (nearest === undefined || nearest.endsWith(`.${path}`)) return nearest;
  return toDistance(path, nearest) <= Math.max(2, path.length / 3) ? nearest : undefined;
}

function countTypes(touched: readonly { readonly type: string }[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { type } of touched) counts.set(type, (counts.get(type) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted((one, other) => other[1] - one[1]));
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
