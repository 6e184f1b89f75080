/**
 * Which leaves of an event a format has given a place of their own. The rest, whatever it is, goes on as it came:
 * that is how nothing is lost. A map, because the keys of events are anything, `__proto__` included.
 */
export type PlacedLeaves = Map<string, true | PlacedLeaves>;

/** Notes the leaf at a path. */
export function addPlaced(placed: PlacedLeaves, path: readonly string[]): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let level = placed;
  for (const key of path.slice(0, -1)) {
    const known = level.get(key);
    if (known === true) return;
    const next: PlacedLeaves = known ?? new Map();
    level.set(key, next);
    level = next;
  }
  level.set(last, true);
}
