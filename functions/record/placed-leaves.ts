/**
 * Which leaves of an event a format has given a place of their own. The rest, whatever it is, goes on as it came:
 * that is how nothing is lost. A map, because the keys of events are anything, `__proto__` included.
 */
export type PlacedLeaves = Map<string, true | PlacedLeaves>;

/** Notes all of `others` too. Shares what lies deeper where it can, so nothing may be added there afterwards. */
export function addAllPlaced(placed: PlacedLeaves, others: PlacedLeaves): void {
  for (const [key, leaves] of others) {
    const known = placed.get(key);
    if (known === undefined || leaves === true) placed.set(key, leaves);
    else if (known !== true) addAllPlaced(known, leaves);
  }
}

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
