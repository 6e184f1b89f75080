import type { FanOut, FanOutFailure } from '../destination/deliver-to-all.ts';
import type { SecurityRecord } from '../record/record.ts';
import type { WaitingRecord } from './retry-message.ts';
import type { RetryQueue } from './retry-queue.ts';

/** What became of finished records. */
export interface Delivery {
  /** Taken neither by the destination nor by its retry queue: the event has to come again. */
  readonly failures: readonly FanOutFailure[];
  /** Not taken by the destination, and kept in its retry queue. */
  readonly handedOver: readonly FanOutFailure[];
  /** Distinct records that at least one destination took. */
  readonly emitted: number;
}

/** Never rejects. */
export type Deliver = (records: readonly SecurityRecord[]) => Promise<Delivery>;

export interface HandOverOptions {
  readonly fanOut: FanOut;
  /** By the destination's name; what one without a queue refuses is a failure. */
  readonly retryQueues: ReadonlyMap<string, RetryQueue>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Delivers to every destination, and hands what one did not take over to that destination's retry queue, finished.
 *
 * So a record is made once: the others never see it again, and what it says of its session was read when the event was
 * new, not when the destination was back.
 */
export function createDeliver({ fanOut, retryQueues, now }: HandOverOptions): Deliver {
  return async function deliver(records) {
    const attemptedAtMs = now();
    const refused = await fanOut.deliver(records);
    const taken = findTaken(records, refused, fanOut.size);
    if (refused.length === 0) return { failures: [], handedOver: [], emitted: taken.size };

    const byUid = new Map(records.map((record) => [record.uid, record]));
    /** Each record that nobody took is counted when the first of its destinations takes it after all. */
    const counted = new Set(taken);
    const waiting = new Map<string, WaitingRecord[]>();
    for (const { destination, recordUid, code } of refused) {
      if (!retryQueues.has(destination)) continue;
      const ones = waiting.get(destination) ?? [];
      waiting.set(destination, ones);
      const isCounted = counted.has(recordUid);
      counted.add(recordUid);
      ones.push({ record: byUid.get(recordUid)!, code, firstFailedAtMs: attemptedAtMs, isCounted });
    }
    const lost = new Map(
      await Promise.all(
        [...waiting].map(async ([name, ones]) => [name, await retryQueues.get(name)!.add(ones)] as const),
      ),
    );
    const isKept = ({ destination, recordUid }: FanOutFailure) =>
      lost.get(destination)?.has(recordUid) === false;
    return {
      failures: refused.filter((one) => !isKept(one)),
      handedOver: refused.filter(isKept),
      emitted: taken.size,
    };
  };
}

function findTaken(
  records: readonly SecurityRecord[],
  refused: readonly FanOutFailure[],
  destinations: number,
): Set<string> {
  const refusals = new Map<string, number>();
  for (const { recordUid } of refused) refusals.set(recordUid, (refusals.get(recordUid) ?? 0) + 1);
  const uids = records.map(({ uid }) => uid);
  return new Set(uids.filter((uid) => (refusals.get(uid) ?? 0) < destinations));
}
