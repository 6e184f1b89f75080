import { isIP } from 'node:net';
import type { EnrichedRecords } from '../../enrich/pipeline.ts';
import { createPrivacy } from '../../record/privacy/create-privacy.ts';
import type { PrivacyRules } from '../../record/privacy/privacy-rules.ts';

/** What one rule does to somebody's events. */
export interface RulePreview {
  readonly path: string;
  readonly rule: string;
  /** Events that have the field. */
  readonly events: number;
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
export function previewPrivacy(rules: PrivacyRules, enriched: readonly EnrichedRecords[]): PrivacyPreview {
  const protect = createPrivacy(rules);
  const pairs = enriched.map(({ event, outcome, signals }) => {
    const shown = protect && signals ? protect({ event, outcome, signals }) : { event, outcome };
    return {
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
      const nearest = findNearest(path, known);
      return { path, rule, events: 0, ...(nearest !== undefined && { nearest }) };
    }
    const after = first.after.get(field);
    return {
      path,
      rule,
      events: touched.length,
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

/** By the fewest letters to change; none when more than a third would have to be. */
function findNearest(path: string, known: ReadonlySet<string>): string | undefined {
  let nearest: { readonly path: string; readonly distance: number } | undefined;
  for (const other of known) {
    const distance = toDistance(path, other);
    if (nearest === undefined || distance < nearest.distance) nearest = { path: other, distance };
  }
  return nearest && nearest.distance <= Math.max(2, path.length / 3) ? nearest.path : undefined;
}

/** Levenshtein's. */
function toDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const swap = above[column - 1]! + (one.charAt(row - 1) === other.charAt(column - 1) ? 0 : 1);
      line.push(Math.min(swap, above[column]! + 1, line[column - 1]! + 1));
    }
    above = line;
  }
  return above[other.length]!;
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
