import type { JsonObject } from '../../log-event/log-event.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { longestTerm, toPieces } from '../text/to-indexable.ts';
import { toJsonText } from '../text/to-json-text.ts';

/**
 * Adds every leaf of an event without an attribute of its own, flat: `"auth0.details.request.channel": "…"`. Text only,
 * so that a table's `map<string,string>` takes it: a list is one value, its JSON text, and so is an empty object. Nulls
 * say nothing and are left out.
 */
export function addUnmapped(unmapped: Record<string, string>, data: JsonObject, placed: PlacedLeaves): void {
  addObject(unmapped, 'auth0', data, placed);
}

function addObject(
  unmapped: Record<string, string>,
  path: string,
  object: JsonObject,
  placed: PlacedLeaves | undefined,
): void {
  for (const key of Object.keys(object)) {
    const place = placed?.get(key);
    if (place !== true) addValue(unmapped, `${path}.${key}`, object[key], place);
  }
}

function addValue(
  unmapped: Record<string, string>,
  path: string,
  value: unknown,
  placed?: PlacedLeaves,
): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') addText(unmapped, path, String(value as string | number | boolean));
  else if (Array.isArray(value)) addText(unmapped, path, toJsonText(value));
  else if (isEmpty(value)) addText(unmapped, path, '{}');
  else addObject(unmapped, path, value as JsonObject, placed);
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}

/** Longer paths are no names any more; the value then says its path. */
const longestPath = 1_024;

/** Adds a text under a path, in pieces where no index takes the whole as one term: `path[0]`, `path[1]` … */
export function addText(unmapped: Record<string, string>, path: string, text: string): void {
  if (path.length > longestPath) {
    addText(unmapped, `${path.slice(0, longestPath - 100)}…`, `${path}: ${text}`);
  } else if (text.length <= longestTerm) unmapped[toFreePath(unmapped, path)] = text;
  else
    for (const [index, piece] of toPieces(text).entries())
      unmapped[toFreePath(unmapped, `${path}[${index}]`)] = piece;
}

/**
 * Two paths can read the same where a key holds a dot or bracket; then the second gets a number. A path begins with a word of
 * ours and a dot, as no name on an object's prototype does, so that asking for the value is enough.
 */
function toFreePath(unmapped: Record<string, string>, path: string): string {
  let free = path;
  for (let number = 2; unmapped[free] !== undefined; number += 1) free = `${path}#${number}`;
  return free;
}
