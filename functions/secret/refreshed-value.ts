export interface RefreshedValueOptions<T> {
  /** Gets the value; has to end within a bounded time. */
  readonly load: () => Promise<T>;
  /** @default 300_000 */
  readonly ttlMs?: number | undefined;
  /** After a failed attempt, `read` starts no other one for so long. @default 2_000 */
  readonly retryIntervalMs?: number | undefined;
  /** Told of every failed attempt, also of those that no caller notices because a value is at hand. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
  readonly now?: (() => number) | undefined;
}

export interface RefreshedValue<T> {
  read(): Promise<T>;
  /** By a request that begins after this call, for whoever was refused with the value at hand. */
  reload(): Promise<T>;
}

/**
 * A value kept at hand, at most one request for it at a time.
 *
 * `read` answers from memory. In the last fifth of the value's time it starts a refresh and does not wait for it; once
 * the time is over (nobody read it for that long, for example in a frozen Lambda) it waits, so that a withdrawn value
 * is not used long after. While the source is down the last good value stays in use, without limit and without waiting.
 * Both calls reject, with the source's own error, only as long as no value was ever read.
 */
export function createRefreshedValue<T>(options: RefreshedValueOptions<T>): RefreshedValue<T> {
  const { load, ttlMs = 300_000, retryIntervalMs = 2_000, onFailure, now = Date.now } = options;
  let held: { readonly value: T; readonly askedAtMs: number } | undefined;
  let failed: { readonly error: unknown; readonly atMs: number } | undefined;
  let inFlight: Promise<T> | undefined;
  let reloading: Promise<T> | undefined;

  async function ask(): Promise<T> {
    const askedAtMs = now();
    try {
      const value = await load();
      held = { value, askedAtMs };
      failed = undefined;
      return value;
    } catch (error) {
      failed = { error, atMs: now() };
      onFailure?.(error);
      if (held !== undefined) return held.value;
      throw error;
    } finally {
      inFlight = undefined;
    }
  }

  function askOnce(): Promise<T> {
    inFlight ??= ask();
    return inFlight;
  }

  async function askAnew(): Promise<T> {
    // A refresh that began before the value was refused may bring that value again.
    if (held !== undefined && inFlight !== undefined) await inFlight.catch(() => undefined);
    return askOnce();
  }

  return {
    async read() {
      const isTooSoon = failed !== undefined && now() - failed.atMs < retryIntervalMs;
      if (held === undefined) {
        if (isTooSoon && inFlight === undefined) throw failed?.error;
        return askOnce();
      }

      const ageMs = now() - held.askedAtMs;
      if (ageMs < ttlMs * 0.8 || isTooSoon) return held.value;
      const mayWait = ageMs >= ttlMs && failed === undefined;
      const answer = askOnce();
      return mayWait ? answer : held.value;
    },

    reload() {
      reloading ??= askAnew().finally(() => {
        reloading = undefined;
      });
      return reloading;
    },
  };
}
