import type { JsonObject } from '../../log-event/log-event.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';

/**
 * Adds every leaf of an event without an attribute of its own, flat: `"auth0.details.prompts[0].name": "…"`. Text only,
 * so that a table's `map<string,string>` takes it. Nulls and empty objects say nothing and are left out.
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
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) addValue(unmapped, `${path}[${index}]`, item);
  } else if (typeof value === 'object') addObject(unmapped, path, value as JsonObject, placed);
  else unmapped[toFreePath(unmapped, path)] = String(value as string | number | boolean);
}

/** Two paths can read the same where a key holds a dot or bracket; then the second gets a number. */
function toFreePath(unmapped: Record<string, string>, path: string): string {
  let free = path;
  for (let number = 2; Object.hasOwn(unmapped, free); number += 1) free = `${path}#${number}`;
  return free;
}
