import type { JsonObject } from '../../log-event/log-event.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { childPath, itemPath, type LeafPath, rootPath } from './leaf-paths.ts';

type Leaves = Record<string, string>;
type AddLeaf = (leaves: Leaves, path: string, text: string) => void;

/**
 * Every leaf without an attribute of its own, flat: `"auth0.details.prompts[0].name": "…"`. Text only, so that a
 * table's `map<string,string>` takes it. Nulls and empty objects say nothing and are left out.
 */
export function toUnmapped(data: JsonObject, placed: PlacedLeaves): Leaves {
  const leaves: Leaves = {};
  const count = flattenObject(leaves, rootPath(), data, placed, setLeaf);
  // Two paths can read the same where a key holds a dot or bracket; then, and only then, the second gets a number.
  if (Object.keys(leaves).length === count) return leaves;
  const distinct: Leaves = {};
  flattenObject(distinct, rootPath(), data, placed, addDistinct);
  return distinct;
}

function setLeaf(leaves: Leaves, path: string, text: string): void {
  leaves[path] = text;
}

function addDistinct(leaves: Leaves, path: string, text: string): void {
  let free = path;
  for (let number = 2; Object.hasOwn(leaves, free); number += 1) free = `${path}#${number}`;
  leaves[free] = text;
}

/** Gives the number of leaves. */
function flattenObject(
  leaves: Leaves,
  path: LeafPath,
  object: JsonObject,
  placed: PlacedLeaves | undefined,
  add: AddLeaf,
): number {
  let count = 0;
  for (const key of Object.keys(object)) {
    const place = placed === undefined ? undefined : placed.get(key);
    if (place === true) continue;
    const value = object[key];
    if (value === null || value === undefined) continue;
    count += flatten(leaves, childPath(path, key), value, place, add);
  }
  return count;
}

function flatten(
  leaves: Leaves,
  path: LeafPath,
  value: unknown,
  placed: PlacedLeaves | undefined,
  add: AddLeaf,
): number {
  if (typeof value !== 'object') {
    add(leaves, path.text, typeof value === 'string' ? value : String(value as number | boolean));
    return 1;
  }
  if (value === null) return 0;
  if (!Array.isArray(value)) return flattenObject(leaves, path, value as JsonObject, placed, add);
  let count = 0;
  for (let index = 0; index < value.length; index += 1) {
    count += flatten(leaves, itemPath(path, index), value[index], undefined, add);
  }
  return count;
}
