import type { TableTime } from './ledger-table.ts';

export interface HeardTime extends TableTime {
  /**
   * An answer came whose `Date` header was this. `sentAtMs` and `receivedAtMs` are local: the server wrote the header
   * between them.
   */
  hear(headerMs: number, sentAtMs: number, receivedAtMs: number): void;
}

/** `Date` counts whole seconds. */
const secondMs = 1_000;
/** Local clocks drift and are set: what was heard longer ago than this says less and less. */
const driftPerMs = 0.0005;

/**
 * The server's time from the `Date` headers of its answers, however wrong the local clock is.
 *
 * Each answer bounds the difference between the clocks: the server's was at `Date` or later when the answer was received, and
 * less than a second after `Date` when the question was sent. Answers at other parts of a second narrow it, down to
 * the time of a round trip. What contradicts the rest shows that a clock was set, and all begins anew.
 */
export function createTableTime(now: () => number): HeardTime {
  let heard: { readonly least: number; readonly most: number; readonly atMs: number } | undefined;

  function toBounds(atMs: number): { least: number; most: number } | undefined {
    if (heard === undefined) return undefined;
    const drift = Math.abs(atMs - heard.atMs) * driftPerMs;
    return { least: heard.least - drift, most: heard.most + drift };
  }

  return {
    read() {
      const nowMs = now();
      const bounds = toBounds(nowMs) ?? { least: 0, most: 0 };
      return { leastMs: nowMs + bounds.least, mostMs: nowMs + bounds.most };
    },
    hear(headerMs, sentAtMs, receivedAtMs) {
      // A clock set back in the middle of a call tells nothing.
      if (!Number.isFinite(headerMs) || receivedAtMs < sentAtMs) return;
      const told = { least: headerMs - receivedAtMs, most: headerMs + secondMs - sentAtMs };
      const known = toBounds(receivedAtMs) ?? told;
      const least = Math.max(known.least, told.least);
      const most = Math.min(known.most, told.most);
      heard = { ...(least <= most ? { least, most } : told), atMs: receivedAtMs };
    },
  };
}
