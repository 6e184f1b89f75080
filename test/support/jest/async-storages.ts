import { AsyncLocalStorage } from 'node:async_hooks';

type Storage = AsyncLocalStorage<unknown>;

/** Node's own class is the same for the worker and all of its test files, and so is the list. */
const key = Symbol.for('session-enricher.used-storages');

/** Those that have been used since they were last disabled. */
const used = (Reflect.get(AsyncLocalStorage, key) as Set<Storage> | undefined) ?? noteUsed();

function noteUsed(): Set<Storage> {
  const noted = new Set<Storage>();
  Reflect.set(AsyncLocalStorage, key, noted);
  for (const name of ['run', 'enterWith'] as const) {
    const original = Reflect.get(AsyncLocalStorage.prototype, name) as (...args: unknown[]) => unknown;
    Reflect.set(AsyncLocalStorage.prototype, name, function note(this: Storage, ...args: unknown[]) {
      noted.add(this);
      return Reflect.apply(original, this, args);
    });
  }
  return noted;
}

/**
 * Ends every storage of a test file. Jest makes one for each file, and Node 20 hands each that was ever used on with each
 * promise: in a worker's eightieth file, whatever waits much took four times the processor's time.
 */
export function disableAsyncStorages(): void {
  for (const storage of used) storage.disable();
  used.clear();
}
