import { toEscapedText } from '../text/to-json-text.ts';

/**
 * The path of a leaf as `unmapped` names it, built once for all events instead of once per leaf and event: events of a
 * type have the same paths, and joining them anew was half the cost of a record.
 */
export interface LeafPath {
  readonly text: string;
  /** What stands between the value before and this one in a JSON object: `","auth0.ip":"`. */
  readonly member: string;
  /** A key in it holds a dot or bracket, so that another path may read the same. */
  readonly isOdd: boolean;
  children: Map<string, LeafPath> | undefined;
  items: LeafPath[] | undefined;
}

/** Auth0's own paths number some hundreds. Strangers' keys may not pile up: beyond this, all are forgotten. */
const mostRemembered = 20_000;
const longestRemembered = 100;
const mostItems = 16;

let root = createPath('auth0', false);
let remembered = 0;

export function rootPath(): LeafPath {
  if (remembered > mostRemembered) {
    root = createPath('auth0', false);
    remembered = 0;
  }
  return root;
}

export function childPath(parent: LeafPath, key: string): LeafPath {
  const known = parent.children?.get(key);
  if (known !== undefined) return known;
  const child = createPath(`${parent.text}.${key}`, parent.isOdd || /[.[\]]/.test(key));
  if (child.text.length <= longestRemembered) {
    parent.children ??= new Map();
    parent.children.set(key, child);
    remembered += 1;
  }
  return child;
}

export function itemPath(parent: LeafPath, index: number): LeafPath {
  const known = parent.items?.[index];
  if (known !== undefined) return known;
  const item = createPath(`${parent.text}[${index}]`, parent.isOdd);
  parent.items ??= [];
  // Only gapless, or the list would turn into a slow map.
  if (index < mostItems && index === parent.items.length && item.text.length <= longestRemembered) {
    parent.items.push(item);
    remembered += 1;
  }
  return item;
}

function createPath(text: string, isOdd: boolean): LeafPath {
  return { text, member: `","${toEscapedText(text)}":"`, isOdd, children: undefined, items: undefined };
}
