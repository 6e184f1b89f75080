import type { JsonObject } from '../../log-event/log-event.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { toEscapedText } from '../to-json-text.ts';
import { childPath, itemPath, type LeafPath, rootPath } from './leaf-paths.ts';

/**
 * Adds every leaf without an attribute of its own to the text of a JSON object, flat:
 * `"auth0.details.prompts[0].name":"…"`. Text only, so that a table's `map<string,string>` takes it. Nulls and empty
 * objects say nothing and are left out.
 *
 * Between two values, so that a leaf takes two parts: what is there so far ends inside the text of a value, and so does
 * what it leaves behind. Written at once, since an object of so many keys costs more to make than all the rest of a record.
 */
export function addLeaves(parts: string[], data: JsonObject, placed: PlacedLeaves): void {
  const { length } = parts;
  if (addObject(parts, rootPath(), data, placed, addMember)) return;
  // Two paths can read the same where a key holds a dot or bracket; then the second gets a number.
  parts.length = length;
  const taken = new Set<string>();
  addObject(parts, rootPath(), data, placed, (_, path, text) => {
    let free = path.text;
    for (let number = 2; taken.has(free); number += 1) free = `${path.text}#${number}`;
    taken.add(free);
    parts.push(`","${toEscapedText(free)}":"`, toEscapedText(text));
    return true;
  });
}

/** False when it cannot be added like this. */
type AddLeaf = (parts: string[], path: LeafPath, text: string) => boolean;

function addMember(parts: string[], path: LeafPath, text: string): boolean {
  if (path.isOdd) return false;
  parts.push(path.member, toEscapedText(text));
  return true;
}

function addObject(
  parts: string[],
  path: LeafPath,
  object: JsonObject,
  placed: PlacedLeaves | undefined,
  add: AddLeaf,
): boolean {
  for (const key of Object.keys(object)) {
    const place = placed === undefined ? undefined : placed.get(key);
    if (place === true) continue;
    const value = object[key];
    if (value === null || value === undefined) continue;
    if (!addValue(parts, childPath(path, key), value, place, add)) return false;
  }
  return true;
}

function addValue(
  parts: string[],
  path: LeafPath,
  value: unknown,
  placed: PlacedLeaves | undefined,
  add: AddLeaf,
): boolean {
  if (typeof value === 'string') return add(parts, path, value);
  if (typeof value !== 'object') return add(parts, path, String(value as number | boolean));
  if (value === null) return true;
  if (!Array.isArray(value)) return addObject(parts, path, value as JsonObject, placed, add);
  for (let index = 0; index < value.length; index += 1) {
    if (!addValue(parts, itemPath(path, index), value[index], undefined, add)) return false;
  }
  return true;
}
