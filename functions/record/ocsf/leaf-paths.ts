/**
 * The path of a leaf as `unmapped` names it, built once for all events instead of once per leaf and event: events of a
 * type have the same paths, and joining them anew was half the cost of a record.
 */
export interface LeafPath {
  readonly text: string;
  children: Map<string, LeafPath> | undefined;
  items: LeafPath[] | undefined;
}

/** Auth0's own paths number some hundreds. Strangers' keys may not pile up: beyond this, all are forgotten. */
const mostRemembered = 20_000;
const longestRemembered = 100;
const mostItems = 16;

let root = createPath('auth0');
let remembered = 0;

export function rootPath(): LeafPath {
  if (remembered > mostRemembered) {
    root = createPath('auth0');
    remembered = 0;
  }
  return root;
}

export function childPath(parent: LeafPath, key: string): LeafPath {
  const known = parent.children?.get(key);
  if (known !== undefined) return known;
  const child = createPath(`${parent.text}.${key}`);
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
  const item = createPath(`${parent.text}[${index}]`);
  parent.items ??= [];
  // Only gapless, or the list would turn into a slow map.
  if (index < mostItems && index === parent.items.length && item.text.length <= longestRemembered) {
    parent.items.push(item);
    remembered += 1;
  }
  return item;
}

/** A joined string is a rope of its parts; taken back from an object's keys it is the very string the engine looks up. */
function createPath(text: string): LeafPath {
  const key = Object.keys({ [text]: true })[0] as string;
  return { text: key, children: undefined, items: undefined };
}
