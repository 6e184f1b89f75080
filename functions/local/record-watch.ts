import type { Destination } from '../destination/destination.ts';

export interface RecordWatch {
  /** Put before the destination whose records are counted. */
  watch(destination: Destination): Destination;
  /**
   * Resolves with the uids that have not been delivered when `limitMs` is over or `stop` fires, none when all were
   * before. Nothing of the wait is left then: its timer would keep the process alive.
   */
  waitFor(uids: readonly string[], limitMs: number, stop?: AbortSignal): Promise<readonly string[]>;
}

/** Sees which records a destination has accepted. */
export function createRecordWatch(): RecordWatch {
  const missing = new Set<string>();
  const delivered = new Set<string>();
  let onAll: (() => void) | undefined;

  return {
    watch: (destination) => ({
      name: destination.name,
      async deliver(records) {
        const failures = await destination.deliver(records);
        const refused = new Set(failures.map(({ recordUid }) => recordUid));
        for (const { uid } of records) {
          if (refused.has(uid)) continue;
          delivered.add(uid);
          missing.delete(uid);
        }
        if (missing.size === 0) onAll?.();
        return failures;
      },
    }),
    async waitFor(uids, limitMs, stop) {
      for (const uid of uids) if (!delivered.has(uid)) missing.add(uid);
      if (missing.size === 0 || stop?.aborted) return [...missing];
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        onAll = resolve;
        timer = setTimeout(resolve, limitMs);
        stop?.addEventListener('abort', () => resolve(), { once: true });
      });
      clearTimeout(timer);
      onAll = undefined;
      return [...missing];
    },
  };
}
