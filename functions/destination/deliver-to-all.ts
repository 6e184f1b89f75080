import type { SecurityRecord } from '../record/record.ts';
import type { DeliveryFailure, Destination } from './destination.ts';
import { toErrorCode } from './error-code.ts';

export interface FanOutFailure extends DeliveryFailure {
  /** Name of the destination that did not accept the record. */
  readonly destination: string;
}

export interface FanOut {
  /** Delivers to every destination at once; resolves with what each of them did not accept. Never rejects. */
  deliver(records: readonly SecurityRecord[]): Promise<readonly FanOutFailure[]>;
}

export interface FanOutOptions {
  /** Records remembered as delivered in part, at most. @default 10_000 */
  readonly maxRemembered?: number;
  /**
   * For how long, in milliseconds: longer than any queue's visibility timeout here, and no longer, for whoever replays an
   * event later wants it everywhere. @default 7_200_000
   */
  readonly rememberForMs?: number;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
}

interface Mark {
  readonly takers: ReadonlySet<Destination>;
  readonly endsAtMs: number;
}

/**
 * One delivery to several destinations, each on its own: a failing one makes only its own records fail.
 *
 * A record that some took and others did not is remembered, so that its repetition goes only to those that still lack
 * it. The memory is this process's: another worker, or this one after a restart, delivers to all again, and readers
 * drop the repeat by `uid`.
 */
export function createFanOut(destinations: readonly Destination[], options: FanOutOptions = {}): FanOut {
  const { maxRemembered = 10_000, rememberForMs = 7_200_000, now = Date.now } = options;
  /** By record uid, the destinations that took it while others did not. */
  const takenBy = new Map<string, Mark>();

  function hasTaken(destination: Destination, uid: string): boolean {
    const mark = takenBy.get(uid);
    return mark !== undefined && mark.takers.has(destination) && mark.endsAtMs > now();
  }

  async function deliverTo(destination: Destination, records: readonly SecurityRecord[]) {
    const missing = takenBy.size === 0 ? records : records.filter(({ uid }) => !hasTaken(destination, uid));
    if (missing.length === 0) return new Map<string, string>();
    try {
      const failures = await destination.deliver(missing);
      return new Map(failures.map(({ recordUid, code }) => [recordUid, code]));
    } catch (error) {
      // Against the contract, but no reason to lose track of the others.
      const code = toErrorCode(error);
      return new Map(missing.map(({ uid }) => [uid, code]));
    }
  }

  function remember(uid: string, takers: readonly Destination[]): void {
    takenBy.delete(uid);
    if (takers.length === 0 || takers.length === destinations.length) return;
    takenBy.set(uid, { takers: new Set(takers), endsAtMs: now() + rememberForMs });
    const [oldest] = takenBy.keys();
    if (takenBy.size > maxRemembered && oldest !== undefined) takenBy.delete(oldest);
  }

  return {
    async deliver(records) {
      if (records.length === 0) return [];
      const codes = await Promise.all(destinations.map((destination) => deliverTo(destination, records)));
      if (takenBy.size === 0 && codes.every(({ size }) => size === 0)) return [];
      const failures: FanOutFailure[] = [];
      for (const { uid } of records) {
        const takers: Destination[] = [];
        for (const [index, destination] of destinations.entries()) {
          const code = codes[index]?.get(uid);
          if (code === undefined) takers.push(destination);
          else failures.push({ destination: destination.name, recordUid: uid, code });
        }
        remember(uid, takers);
      }
      return failures;
    },
  };
}
