import type { LineTurn } from '../../ledger/line.ts';
import type { SessionLedger } from '../../ledger/session-ledger.ts';
import type { LookUpQueue } from './later-look-up.ts';
import { keepWaiting, type LookUpCase, type WaitingEvent } from './look-up-case.ts';

export interface PutOffOptions {
  readonly lookUps: LookUpQueue | undefined;
  readonly ledger: Pick<SessionLedger, 'noteAsking'>;
  /** For a write that no record waits for. */
  readonly inBackground: (write: Promise<void>) => void;
}

/**
 * Lets those of class one wait in the queue of look-ups. Left in the case are the others, and what the queue did not take.
 * True when the turn travels with one of them.
 */
export type PutOff = (one: LookUpCase, turn: LineTurn | undefined, delayMs: number) => Promise<boolean>;

export function createPutOff({ lookUps, ledger, inBackground }: PutOffOptions): PutOff {
  async function store(
    { wanting: { message }, turnClass }: WaitingEvent,
    { firstSeenAtMs }: LookUpCase,
    turn: LineTurn | undefined,
    delayMs: number,
  ): Promise<boolean> {
    if (message === undefined || lookUps === undefined) return false;
    const { body, enqueuedAtMs } = message;
    const place = { turnClass, turn, firstSeenAtMs, enqueuedAtMs };
    return lookUps.add({ body, delaySeconds: Math.ceil(delayMs / 1_000), place });
  }

  return async function putOff(one, turn, delayMs) {
    const left: WaitingEvent[] = [];
    let isGiven = false;
    let isRefused = false;
    for (const waiting of one.waiting) {
      // The first has the turn; the others come a little later, and find its answer.
      const own = isGiven ? undefined : turn;
      const laterMs = delayMs + (isGiven ? 1_000 : 0);
      const mayWait: boolean = waiting.turnClass === 'one' && !isRefused;
      if (mayWait && (await store(waiting, one, own, laterMs))) {
        isGiven = turn !== undefined;
        waiting.settle({ isLater: true });
      } else {
        // The queue that did not take this one would cost the next one its time as well.
        isRefused ||= mayWait;
        left.push(waiting);
      }
    }
    keepWaiting(one, left);
    if (isGiven && turn !== undefined) inBackground(ledger.noteAsking(one.sessionId, turn.atMs));
    return isGiven;
  };
}
