import { isIP } from 'node:net';

/** What a record is made of. `observed`: what earlier events of the session said. */
export type Source = 'event' | 'session' | 'observed';
export type Sources = Readonly<Partial<Record<Source, unknown>>>;

/** Where a value of a record comes from: carried over from a source, or made by us, perhaps from sources. */
export interface FieldOrigin {
  readonly origin: Source | 'made';
  /** What it changes with; empty for what is always the same. */
  readonly from: readonly Source[];
}

/** By JSON pointer of each value in one record. A value that is absent here was not looked at. */
export type FieldOrigins = Readonly<Record<string, FieldOrigin>>;

/** An event may have thousands of values: the first ones, in the order of its text, are followed. */
const mostMarks = 400;
/** Together in all runs, so that a megabyte of an event does not take seconds. */
const mostCharacters = 8_000_000;

/**
 * Where each value of a record comes from, found by asking the mapper itself: each value of the sources is marked in
 * turn, and where the mark shows up, that value was carried to. What changes without showing it, or when the value is
 * taken away, was made from it.
 *
 * Knows nothing of how `toLines` works, and needs it to give the same lines for the same sources. Pauses after each mark,
 * for whoever has other things to do meanwhile.
 */
export function* traceOrigins(
  sources: Sources,
  toLines: (sources: Sources) => readonly string[],
): Generator<undefined, readonly FieldOrigins[], undefined> {
  const lines = toLines(sources);
  const records = lines.map((line) => read(JSON.parse(line)));
  const found = records.map(
    ({ leaves }) => new Map([...leaves.keys()].map((pointer) => [pointer, createFound()])),
  );
  let characters = 0;

  for (const source of ['event', 'session', 'observed'] as const) {
    const size = (JSON.stringify(sources[source]) ?? '').length;
    let marks = 0;
    for (const [pointer, value] of read(sources[source]).leaves) {
      const mark = toMark(value);
      if (mark === undefined) continue;
      marks += 1;
      if (marks > mostMarks || characters > mostCharacters) break;
      yield;
      for (const changed of [mark, gone]) {
        characters += size;
        const marked = toLines({ ...sources, [source]: replaceAt(sources[source], pointer, changed.value) });
        for (const [index, line] of lines.entries()) {
          const other = marked[index];
          characters += line.length;
          if (other === undefined || other === line) continue;
          noteChanges(found[index]!, records[index]!, read(JSON.parse(other)), source, changed);
        }
      }
    }
  }
  return found.map((fields) =>
    Object.fromEntries([...fields].map(([pointer, one]) => [pointer, toOrigin(one)])),
  );
}

interface Found {
  readonly carried: Set<Source>;
  readonly from: Set<Source>;
}

const createFound = (): Found => ({ carried: new Set(), from: new Set() });

function toOrigin({ carried, from }: Found): FieldOrigin {
  const [origin = 'made'] = carried;
  return { origin, from: [...from] };
}

function noteChanges(
  found: ReadonlyMap<string, Found>,
  before: Reading,
  after: Reading,
  source: Source,
  mark: Mark,
): void {
  const isSameShape = [...before.lengths].every(([list, length]) => after.lengths.get(list) === length);
  for (const [pointer, field] of found) {
    const was = before.leaves.get(pointer);
    const there = isSameShape ? pointer : findAgain(pointer, before, after);
    const is = there === undefined ? undefined : after.leaves.get(there);
    if (was === is) continue;
    field.from.add(source);
    if (there !== undefined && mark.isCarried(was, is)) field.carried.add(source);
  }
}

/**
 * Where the same value stands in the other record: in a list that grew or shrank, in the first entry that begins alike,
 * for what a list's entries are is what they begin with (`signal`, `name`).
 */
function findAgain(pointer: string, before: Reading, after: Reading): string | undefined {
  const keys = pointer.split('/');
  for (let depth = 1; depth < keys.length; depth += 1) {
    const list = keys.slice(0, depth).join('/');
    const length = after.lengths.get(list);
    if (length === undefined || length === before.lengths.get(list)) continue;
    const first = toFirst(before, `${list}/${keys[depth]}`);
    if (first === undefined) return undefined;
    for (let index = 0; index < length; index += 1) {
      const other = toFirst(after, `${list}/${index}`);
      if (other?.key !== first.key || other.value !== first.value) continue;
      return [list, index, ...keys.slice(depth + 1)].join('/');
    }
    return undefined;
  }
  return pointer;
}

function toFirst({ firsts, leaves }: Reading, entry: string): { key: string; value: unknown } | undefined {
  const key = firsts.get(entry);
  return key === undefined ? undefined : { key, value: leaves.get(`${entry}/${key}`) };
}

interface Mark {
  readonly value: unknown;
  isCarried(was: unknown, is: unknown): boolean;
}

/** The value is taken away: what only asks whether it is like another one changes then, and carries nothing. */
const gone: Mark = { value: undefined, isCarried: () => false };

const markText = 'mk7q9';
/** Seconds and milliseconds are both told from any rounding by it. */
const markMs = 97_003;
const isoMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** Another value of the same kind, so that whoever reads it goes the same way. */
function toMark(value: unknown): Mark | undefined {
  if (typeof value === 'boolean')
    return { value: !value, isCarried: (was, is) => was === value && is === !value };
  if (typeof value === 'number') return toNumberMark(value);
  if (typeof value !== 'string' || value === '') return undefined;
  if (isIP(value) !== 0) return toTextMark(value, value.includes(':') ? '2001:db8:77:93::1' : '198.18.77.93');
  if (/^\d{1,10}$/.test(value)) return toTextMark(value, String(Number(value) + 7));
  const ms = isoMoment.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(ms)) return toMomentMark(new Date(ms + markMs).toISOString(), ms);
  // Long texts are cut at their end.
  const marked = value.length > 200 ? `${markText}${value}` : `${value}${markText}`;
  return toTextMark(value, marked, markText);
}

/** Carried where the value stood before and the mark stands now. Of long texts the beginning is enough. */
function toTextMark(value: string, marked: string, shown = marked): Mark {
  const beginning = value.slice(0, 40);
  return { value: marked, isCarried: (was, is) => holds(was, beginning) && holds(is, shown) };
}

function holds(value: unknown, text: string): boolean {
  return (
    (typeof value === 'string' || typeof value === 'number') &&
    String(value).toLowerCase().includes(text.toLowerCase())
  );
}

function toNumberMark(value: number): Mark {
  const isMoment = value > 1e11;
  const by = isMoment ? markMs : Number.isInteger(value) ? 13 : 0.0137;
  const marked = value + by;
  return {
    value: marked,
    isCarried: (was, is) =>
      isMovedBy(was, is, by) || (isMoment && isLaterMoment(was, is)) || holds(is, String(marked)),
  };
}

function toMomentMark(value: string, ms: number): Mark {
  return {
    value,
    isCarried: (was, is) => isLaterMoment(was, is) || holds(is, value) || holds(is, String(ms + markMs)),
  };
}

function isMovedBy(was: unknown, is: unknown, by: number): boolean {
  return typeof was === 'number' && typeof is === 'number' && Math.abs(is - was - by) < 1e-6;
}

function isLaterMoment(was: unknown, is: unknown): boolean {
  if (isMovedBy(was, is, markMs) || isMovedBy(was, is, Math.floor(markMs / 1_000))) return true;
  return typeof was === 'string' && typeof is === 'string' && Date.parse(is) - Date.parse(was) === markMs;
}

interface Reading {
  /** Every value that is no object or list, by JSON pointer. */
  readonly leaves: ReadonlyMap<string, unknown>;
  /** Of every list, by JSON pointer. */
  readonly lengths: ReadonlyMap<string, number>;
  /** Of every object in a list, the key it begins with. */
  readonly firsts: ReadonlyMap<string, string>;
}

/** The walk keeps its own list, since events nest as they like. */
function read(root: unknown): Reading {
  const leaves = new Map<string, unknown>();
  const lengths = new Map<string, number>();
  const firsts = new Map<string, string>();
  const open: [pointer: string, value: unknown][] = [['', root]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [pointer, value] = next;
    if (typeof value !== 'object' || value === null) {
      if (pointer !== '') leaves.set(pointer, value);
      continue;
    }
    const entries = Object.entries(value);
    if (Array.isArray(value)) lengths.set(pointer, value.length);
    else if (entries[0]) firsts.set(pointer, toToken(entries[0][0]));
    for (const [key, child] of entries.reverse()) open.push([`${pointer}/${toToken(key)}`, child]);
  }
  return { leaves, lengths, firsts };
}

const toToken = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
const toKey = (token: string) => token.replaceAll('~1', '/').replaceAll('~0', '~');

/** A copy that differs in one place; all else is shared. */
function replaceAt(root: unknown, pointer: string, value: unknown): unknown {
  const keys = pointer.split('/').slice(1).map(toKey);
  const copy = copyOf(root);
  let place = copy;
  for (const key of keys.slice(0, -1)) {
    place[key] = copyOf(place[key]);
    place = place[key] as Record<string, unknown>;
  }
  place[keys.at(-1) as string] = value;
  return copy;
}

function copyOf(value: unknown): Record<string, unknown> {
  return (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<
    string,
    unknown
  >;
}
