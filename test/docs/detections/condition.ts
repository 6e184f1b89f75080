/** Yes, no, or not known: in ES|QL and KQL a comparison with nothing is null, and so is its negation. */
export type Answer = boolean | undefined;

export type Json = { readonly [key: string]: unknown };

/** What a query lets pass, as a tree, so that a test can take single branches out of it. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'test'; readonly text: string; readonly holds: (record: Json) => Answer };

/** At least so many events, or different values of a field, of one group within so long. Fields are paths. */
export interface Counting {
  readonly groupBy: readonly string[];
  readonly windowMs: number;
  readonly field?: string;
  readonly least: number;
}

/** Milliseconds of `10m` or `1h`, also spelled `10minutes` or `1hours`. */
export function toWindowMs(text: string): number {
  const [, length = '', unit = ''] = /^(\d+)([mh])(?:inutes|ours)?$/.exec(text) ?? [];
  if (unit === '') throw new Error(`no time span: ${text}`);
  return Number(length) * (unit === 'h' ? 3_600_000 : 60_000);
}

/** A detection's text, understood. */
export interface Detection {
  readonly condition: Condition;
  /** What only makes the search fast; it may let more pass than the condition, never less. */
  readonly prefilter?: Condition;
  /** How what passes is counted, where a single event is not enough. */
  readonly counting?: Counting;
  /** Every field that the text reads, for the decision or for the analyst, as `a.b.c`. */
  readonly paths: readonly string[];
}

export function fires({ condition, prefilter }: Detection, record: Json): boolean {
  return (
    (prefilter === undefined || answer(prefilter, record) === true) && answer(condition, record) === true
  );
}

export function answer(condition: Condition, record: Json): Answer {
  if (condition.kind === 'test') return condition.holds(record);
  if (condition.kind === 'not') {
    const inner = answer(condition.of, record);
    return inner === undefined ? undefined : !inner;
  }
  const decides = condition.kind === 'any';
  const answers = condition.of.map((one) => answer(one, record));
  if (answers.includes(decides)) return decides;
  return answers.includes(undefined) ? undefined : !decides;
}

/** The parts that all have to hold. */
export function toGuards(condition: Condition): readonly Condition[] {
  return condition.kind === 'all' ? condition.of.flatMap(toGuards) : [condition];
}

/** The parts of which one is enough, within each guard. */
export function toBranches(condition: Condition): readonly Condition[] {
  return condition.kind === 'any' ? condition.of.flatMap(toBranches) : [];
}

/** The condition without one of its parts, by identity. A condition of which nothing is left holds always. */
export function without(condition: Condition, part: Condition): Condition {
  if (condition === part) return { kind: 'all', of: [] };
  if (condition.kind === 'test' || condition.kind === 'not') return condition;
  const of = condition.of.filter((one) => one !== part).map((one) => without(one, part));
  return { kind: condition.kind, of };
}

/** All values at a path; lists on the way are opened, as search engines do. */
export function readAll(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => readAll(one, path));
  const [key, ...rest] = path;
  if (value === undefined || value === null) return [];
  if (key === undefined) return [value];
  return typeof value === 'object' ? readAll((value as Json)[key], rest) : [];
}

/** A scalar as every language compares it; objects and lists as JSON. */
export function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
