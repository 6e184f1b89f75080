import type { JsonObject } from '../../log-event/log-event.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';

/**
 * Every leaf without an attribute of its own, flat: `"auth0.details.prompts[0].name": "…"`. Text only, so that a
 * table's `map<string,string>` takes it. Nulls and empty objects say nothing and are left out.
 */
export function toUnmapped(data: JsonObject, placed: PlacedLeaves): Record<string, string> {
  const target: Record<string, string> = {};
  const leaves = flattenObject(target, 'auth0', data, placed);
  // Two paths can read the same where a key holds a dot or bracket; then, and only then, the second gets a number.
  if (Object.keys(target).length === leaves) return target;
  const distinct: Record<string, string> = {};
  flattenObject(toDistinct(distinct), 'auth0', data, placed);
  return distinct;
}

function flattenObject(
  target: Record<string, string>,
  prefix: string,
  object: JsonObject,
  placed?: PlacedLeaves,
): number {
  let count = 0;
  for (const key of Object.keys(object)) {
    const place = placed?.get(key);
    if (place !== true) count += flatten(target, `${prefix}.${key}`, object[key], place);
  }
  return count;
}

function flatten(
  target: Record<string, string>,
  path: string,
  value: unknown,
  placed?: PlacedLeaves,
): number {
  if (typeof value === 'string') {
    target[path] = value;
    return 1;
  }
  if (value === null || value === undefined) return 0;
  if (Array.isArray(value)) {
    let count = 0;
    for (let index = 0; index < value.length; index += 1)
      count += flatten(target, `${path}[${index}]`, value[index]);
    return count;
  }
  if (typeof value === 'object') return flattenObject(target, path, value as JsonObject, placed);
  target[path] = String(value as number | boolean);
  return 1;
}

function toDistinct(target: Record<string, string>): Record<string, string> {
  return new Proxy(target, {
    set(object, path: string, value: string) {
      let free = path;
      for (let number = 2; Object.hasOwn(object, free); number += 1) free = `${path}#${number}`;
      object[free] = value;
      return true;
    },
  });
}
