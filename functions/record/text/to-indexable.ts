import { createHash } from 'node:crypto';
import type { JsonObject } from '../../log-event/log-event.ts';
import { setOwn } from './bound-event.ts';

/**
 * Characters of a text that one term of an index may have. Lucene refuses a document with a term above 32,766 bytes, and
 * the term of a free-form field is the whole path and the value: this many, three bytes each, and 20 keys of the longest.
 */
export const longestTerm = 4_096;
export const longestKey = 256;

/**
 * Free-form JSON as every index takes it: a long text becomes the list of its pieces, and what stands under a long key
 * stands under its beginning as `{key, value}`. The very same object where nothing is long, which is nearly always.
 */
export function toIndexable<T extends object>(root: T): T {
  return split(root, toPieces) as T;
}

/** The same for what is always one text: a long one is cut, and says so. */
export function toIndexableTexts<T extends object>(root: T): T {
  return split(root, toCut) as T;
}

function toCut(text: string): string {
  const mark = ` [cut from ${text.length} characters]`;
  // Not between the two halves of a character.
  return text.slice(0, longestTerm - mark.length).replace(/[\uD800-\uDBFF]$/, '') + mark;
}

type Shorten = (text: string) => unknown;

function split(value: unknown, shorten: Shorten): unknown {
  if (typeof value === 'string') return value.length <= longestTerm ? value : shorten(value);
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value)
    ? splitList(value as readonly unknown[], shorten)
    : splitObject(value as JsonObject, shorten);
}

function splitList(list: readonly unknown[], shorten: Shorten): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const after = split(item, shorten);
    if (after !== item) {
      copy ??= [...list];
      copy[index] = after;
    }
  }
  return copy ?? list;
}

function splitObject(object: JsonObject, shorten: Shorten): JsonObject {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(object)) {
    const before = object[key];
    const after = split(before, shorten);
    if (after === before && key.length <= longestKey) continue;
    copy ??= { ...object };
    if (key.length > longestKey) {
      delete copy[key];
      setOwn(copy, toShortKey(key), { key: toPieces(key), value: after });
    } else setOwn(copy, key, after);
  }
  return copy ?? object;
}

/** Pieces of at most {@link longestTerm} characters, none of which ends between the two halves of a character. */
export function toPieces(text: string): readonly string[] {
  const pieces: string[] = [];
  let from = 0;
  while (from < text.length) {
    let to = Math.min(from + longestTerm, text.length);
    const last = text.charCodeAt(to - 1);
    if (to < text.length && last >= 0xd800 && last < 0xdc00) to -= 1;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

/** The beginning of a long key, with its digest, so that no two of them meet. */
export function toShortKey(key: string): string {
  if (key.length <= longestKey) return key;
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 16);
  return `${key.slice(0, 200).replaceAll(/[^\w-]/g, '_')}_${digest}`;
}
