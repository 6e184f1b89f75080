/** Objects in work at one time are few; the cache that hands sessions out may hold a hundred thousand. */
const mostRemembered = 1_000;

/**
 * Does the work once for an object that is in use again and again: for objects that nobody changes.
 *
 * What is made of an object is kept from the second time on: of objects that come once in thousands, nothing is, for it
 * would only grow old before it is thrown away, and what grows old is what takes memory. Two generations, the older
 * dropped when the younger is full: bounded, and without the price that a `WeakMap` has at every garbage collection.
 */
export function rememberByObject<Key extends object, Value extends object | string>(
  work: (key: Key) => Value,
): (key: Key) => Value {
  /** Undefined: seen once. */
  let younger = new Map<Key, Value | undefined>();
  let older = new Map<Key, Value | undefined>();

  return function recall(key) {
    const known = younger.get(key);
    if (known !== undefined) return known;
    const isSeen = younger.has(key) || older.has(key);
    const value = older.get(key) ?? work(key);
    if (younger.size >= mostRemembered) {
      older = younger;
      younger = new Map();
    }
    younger.set(key, isSeen ? value : undefined);
    return value;
  };
}
