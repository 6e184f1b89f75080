import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when the next `count` pieces of work may begin. */
export type Pace = (count?: number) => Promise<void>;

/** Spreads work evenly: never more than `perSecond`, and nothing is saved up. */
export function createPace(
  perSecond: number,
  now: () => number = Date.now,
  sleep: (ms: number) => Promise<unknown> = delay,
): Pace {
  let freeAtMs = Number.NEGATIVE_INFINITY;
  return async function pace(count = 1) {
    const startMs = Math.max(now(), freeAtMs);
    freeAtMs = startMs + (count * 1_000) / perSecond;
    const waitMs = startMs - now();
    if (waitMs > 0) await sleep(waitMs);
  };
}
