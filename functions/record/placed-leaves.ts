/**
 * Which leaves of an event a format has given a place of their own. The rest, whatever it is, goes on as it came:
 * that is how nothing is lost. A map, because the keys of events are anything, `__proto__` included.
 */
export type PlacedLeaves = Map<string, true | PlacedLeaves>;

export function addPlaced(placed: PlacedLeaves, path: readonly string[]): void {
  let level = placed;
  for (let index = 0; index < path.length; index += 1) {
    const key = path[index] as string;
    if (index === path.length - 1) {
      level.set(key, true);
      return;
    }
    let next = level.get(key);
    if (next === true) return;
    if (next === undefined) {
      next = new Map();
      level.set(key, next);
    }
    level = next;
  }
}
