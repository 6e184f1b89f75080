import type { JsonObject } from '../../log-event/log-event.ts';
import type { PlacedLeaves } from '../placed-leaves.ts';
import { toEscapedText } from '../text/to-json-text.ts';
import { childPath, itemPath, type LeafPath, rootPath } from './leaf-paths.ts';

/**
 * Adds every leaf without an attribute of its own to the text of a JSON object, flat:
 * `"auth0.details.prompts[0].name":"…"`. Text only, so that a table's `map<string,string>` takes it. Nulls and empty
 * objects say nothing and are left out.
 *
 * Between two values, so that a leaf takes two parts: what is there so far ends inside the text of a value, and so does
 * what it leaves behind. Written at once, since an object of so many keys costs more to make than all the rest of a record.
 */
export function addLeaves(text: string, data: JsonObject, placed: PlacedLeaves): string {
  const added = addObject(text, rootPath(), data, placed, addMember);
  if (added !== undefined) return added;
  // Two paths can read the same where a key holds a dot or bracket; then the second gets a number.
  const taken = new Set<string>();
  const numbered = addObject(text, rootPath(), data, placed, (before, path, value) => {
    let free = path.text;
    for (let number = 2; taken.has(free); number += 1) free = `${path.text}#${number}`;
    taken.add(free);
    return `${before}","${toEscapedText(free)}":"${toEscapedText(value)}`;
  });
  return numbered ?? text;
}

/** Undefined when it cannot be added like this. */
type AddLeaf = (text: string, path: LeafPath, value: string) => string | undefined;

function addMember(text: string, path: LeafPath, value: string): string | undefined {
  return path.isOdd ? undefined : text + path.member + toEscapedText(value);
}

function addObject(
  text: string,
  path: LeafPath,
  object: JsonObject,
  placed: PlacedLeaves | undefined,
  add: AddLeaf,
): string | undefined {
  let added: string | undefined = text;
  for (const key of Object.keys(object)) {
    const place = placed === undefined ? undefined : placed.get(key);
    if (place === true) continue;
    const value = object[key];
    if (value === null || value === undefined) continue;
    added = addValue(added, childPath(path, key), value, place, add);
    if (added === undefined) return undefined;
  }
  return added;
}

function addValue(
  text: string,
  path: LeafPath,
  value: unknown,
  placed: PlacedLeaves | undefined,
  add: AddLeaf,
): string | undefined {
  if (typeof value === 'string') return add(text, path, value);
  if (typeof value !== 'object') return add(text, path, String(value as number | boolean));
  if (value === null) return text;
  if (!Array.isArray(value)) return addObject(text, path, value as JsonObject, placed, add);
  let added: string | undefined = text;
  for (let index = 0; index < value.length; index += 1) {
    added = addValue(added, itemPath(path, index), value[index], undefined, add);
    if (added === undefined) return undefined;
  }
  return added;
}
