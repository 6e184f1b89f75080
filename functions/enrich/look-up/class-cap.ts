import type { TurnClass } from '../../ledger/line.ts';

export interface ClassCapOptions {
  readonly now: () => number;
  /** Events of class one that a user, or an address, may have in a minute. @default 10 */
  readonly mostPerMinute?: number;
}

/** The class that an event has in the end. */
export type CapClass = (
  turnClass: TurnClass,
  of: { readonly userId: string | undefined; readonly address: string | undefined },
) => TurnClass;

const minuteMs = 60_000;

/**
 * Keeps one attacker from filling class one: beyond so many events a minute of one user, or from one address, its
 * events are of class two. Counted by each worker for itself, for a figure that all share would cost a write an event.
 */
export function createClassCap({ now, mostPerMinute = 10 }: ClassCapOptions): CapClass {
  let counts = new Map<string, number>();
  let sinceMs = now();

  return (turnClass, { userId, address }) => {
    if (turnClass !== 'one') return turnClass;
    if (Math.abs(now() - sinceMs) >= minuteMs) {
      counts = new Map();
      sinceMs = now();
    }
    const keys = [
      ...(userId === undefined ? [] : [`u${userId}`]),
      ...(address === undefined ? [] : [`a${address}`]),
    ];
    if (keys.some((key) => (counts.get(key) ?? 0) >= mostPerMinute)) return 'two';
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return turnClass;
  };
}
