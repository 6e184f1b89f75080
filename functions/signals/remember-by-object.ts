/** Objects in work at one time are few; the cache that hands sessions out may hold a hundred thousand. */
const mostRemembered = 1_000;

/**
 * Does the work for each object once, as long as it is in use: for objects that nobody changes.
 *
 * Two generations, the older dropped when the younger is full: bounded, and without the price that a `WeakMap` has at
 * every garbage collection.
 */
export function rememberByObject<Key extends object, Value extends object | string>(
  work: (key: Key) => Value,
): (key: Key) => Value {
  let younger = new Map<Key, Value>();
  let older = new Map<Key, Value>();

  return function recall(key) {
    const known = younger.get(key);
    if (known !== undefined) return known;
    const value = older.get(key) ?? work(key);
    if (younger.size >= mostRemembered) {
      older = younger;
      younger = new Map();
    }
    younger.set(key, value);
    return value;
  };
}
