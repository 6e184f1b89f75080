import type { Destination } from './destination.ts';

export interface RestOptions {
  /** A delivery that took so long, in milliseconds, and placed nothing, is followed by a rest. @default 3_000 */
  readonly slowMs?: number;
  /** In milliseconds. @default 15_000 */
  readonly restMs?: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * A destination that fails slowly holds up the batch that the healthy ones wait in: for a while after such a failure its
 * records are refused at once, as `resting`. For a destination with a retry queue, which goes on asking.
 */
export function restWhenSlow(destination: Destination, options: RestOptions): Destination {
  const { slowMs = 3_000, restMs = 15_000, now } = options;
  let restsUntilMs = Number.NEGATIVE_INFINITY;
  return {
    name: destination.name,
    async deliver(records) {
      if (now() < restsUntilMs) return records.map(({ uid }) => ({ recordUid: uid, code: 'resting' }));
      const startedAtMs = now();
      const failures = await destination.deliver(records);
      const hasFailed = failures.length > 0 && failures.length === records.length;
      if (hasFailed && now() - startedAtMs >= slowMs) restsUntilMs = now() + restMs;
      return failures;
    },
  };
}
