import type { JsonObject } from '../../log-event/log-event.ts';
import { setOwn } from '../text/bound-event.ts';
import { longestKey, longestTerm, toPieces, toShortKey } from '../text/to-indexable.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';

/**
 * A copy in the form an index stores without complaint: no nulls, no key that it refuses, no text or key that is too long
 * for a term, and without the leaves that have a field of their own. An empty list or object, which an index would pass
 * over, reads `[]` or `{}`, so that it can be searched for. Undefined when nothing is left.
 */
export function copyRest(object: JsonObject, placed?: PlacedLeaves): Record<string, unknown> | undefined {
  let copy: Record<string, unknown> | undefined;
  let refused: string[] | undefined;
  for (const key of Object.keys(object)) {
    const place = placed?.get(key);
    if (place === true) continue;
    const value = copyValue(object[key], place);
    if (value === undefined) continue;
    copy ??= {};
    if (isAccepted(key)) setOwn(copy, key, value);
    else (refused ??= []).push(key);
  }
  // Last, so that a key made up here never takes the place of one that came.
  for (const key of refused ?? []) {
    const value = copyValue(object[key]);
    if (key.length <= longestKey) setOwn(copy ?? {}, toAcceptedKey(key, copy ?? {}), value);
    else setOwn(copy ?? {}, toShortKey(key), { key: copyText(key), value });
  }
  return copy;
}

function copyValue(value: unknown, placed?: PlacedLeaves): unknown {
  if (typeof value === 'string') return copyText(value);
  if (typeof value !== 'object') return value;
  if (value === null) return undefined;
  if (!Array.isArray(value)) {
    return isEmpty(value) ? '{}' : copyRest(value as JsonObject, placed);
  }
  if (value.length === 0) return '[]';
  const list = [];
  for (const item of value as readonly unknown[]) {
    const copy = copyValue(item);
    if (copy !== undefined) list.push(copy);
  }
  return list.length === 0 ? undefined : list;
}

/** A long text as its pieces. */
function copyText(text: string): string | readonly string[] {
  return text.length <= longestTerm ? text : toPieces(text);
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}

/** Elasticsearch refuses a document with a blank key, a NUL in one, or a dot that leaves a part of the path empty. */
function isAccepted(key: string): boolean {
  return (
    key.length > 0 &&
    key.length <= longestKey &&
    key.charCodeAt(0) > 32 &&
    !key.includes('\0') &&
    !(key.includes('.') && hasEmptyPart(key))
  );
}

function hasEmptyPart(key: string): boolean {
  return key.split('.').some((part) => part.trim() === '');
}

function toAcceptedKey(key: string, copy: JsonObject): string {
  const parts = key.replaceAll('\0', '_').split('.');
  let accepted = parts.map((part) => (part.trim() === '' ? '_' : part)).join('.');
  while (Object.hasOwn(copy, accepted)) accepted += '_';
  return accepted;
}
