import type { BudgetShare } from './budget-plan.ts';
import type { Clock } from './clock.ts';
import type { RateLimit } from './rate-limit.ts';
import { createSharedBucket } from './shared-bucket.ts';
import { createTokenBucket } from './token-bucket.ts';
import { createWaitingLine } from './waiting-line.ts';
import type { Entry, Priority } from './waiting-line.ts';

/** The right to send one request. Has to be settled once, by one of the two. */
export interface Permit {
  /** False once a 429 has come to somebody else since: who has not sent yet gives it back. */
  isGood(): boolean;
  /** `isRefused`: the answer was a 429. */
  answered(rateLimit: RateLimit | undefined, isRefused: boolean): void;
  /** No request was sent: somebody else may. */
  unused(): void;
}

export interface Turn {
  /** Undefined when there will be no permit in time: at the deadline, or as soon as that is certain. */
  readonly permit: Promise<Permit | undefined>;
  /** Makes a waiting turn more urgent, or lets it wait longer. Never the other way. */
  hurry(wish: TurnWish): void;
}

export interface TurnWish {
  /** Epoch milliseconds by which the request must have been sent. */
  readonly deadlineMs: number;
  readonly priority: Priority;
}

export interface RequestBudget {
  /** `place`: where in its priority the turn comes; a request that has been refused goes to the front. */
  ask(wish: TurnWish, place?: 'front' | 'end'): Turn;
}

export interface RequestBudgetOptions extends BudgetShare {
  readonly clock: Clock;
  readonly random: () => number;
}

interface Waiter {
  deadlineMs: number;
  cancelTimer: (() => void) | undefined;
  readonly resolve: (permit: Permit | undefined) => void;
}

/**
 * Hands out the right to send a request: never more than the share allows, never below the reserve that other callers
 * keep in the shared bucket as far as Auth0's answers show it, in order of priority.
 *
 * Nobody waits in vain: who cannot be served in time, as everybody ahead will be served first and at no more than our
 * rate, is told so at once, and at its deadline in any case.
 */
export function createRequestBudget(options: RequestBudgetOptions): RequestBudget {
  const { clock, burst, ratePerSecond } = options;
  if (!(ratePerSecond > 0) || !(burst >= 1) || !(options.reserve >= 0)) {
    throw new Error(
      `wrong request budget: expected ratePerSecond > 0, burst >= 1 and reserve >= 0, got ${ratePerSecond}, ${burst} and ${options.reserve}`,
    );
  }
  const own = createTokenBucket(options, clock.now());
  const shared = createSharedBucket(options);
  const line = createWaitingLine<Waiter>();
  /** Somebody may wait in vain since the last sweep. */
  let mayHoldHopeless = false;
  let wakeUp: { readonly atMs: number; readonly cancel: () => void } | undefined;

  function toPermit(): Permit {
    own.take(clock.now());
    const request = shared.sent();
    return {
      isGood: () => shared.closedUntilMs <= clock.now(),
      answered(rateLimit, isRefused) {
        shared.answered(request, rateLimit, isRefused, clock.now());
        if (isRefused) sweep(clock.now());
        serve();
      },
      unused() {
        own.giveBack();
        shared.unsent();
        serve();
      },
    };
  }

  function end(entry: Entry<Waiter>, permit: Permit | undefined): void {
    line.remove(entry);
    entry.item.cancelTimer?.();
    entry.item.resolve(permit);
  }

  /** The earliest moment at which somebody with that many ahead can be served. */
  function servedAtMs(ahead: number, nowMs: number): number {
    return Math.max(own.holdsAtMs(ahead + 1, nowMs), shared.closedUntilMs);
  }

  function sweep(nowMs: number): void {
    mayHoldHopeless = false;
    let ahead = 0;
    for (const entry of line) {
      if (servedAtMs(ahead, nowMs) > entry.item.deadlineMs) end(entry, undefined);
      else ahead += 1;
    }
  }

  function serve(): void {
    const nowMs = clock.now();
    for (let next = line.first(); next !== undefined; next = line.first()) {
      const opensAtMs = Math.max(own.holdsAtMs(1, nowMs), shared.opensAtMs(nowMs));
      if (opensAtMs > nowMs) {
        wakeAt(opensAtMs);
        return;
      }
      end(next, toPermit());
    }
  }

  function wakeAt(atMs: number): void {
    if (wakeUp?.atMs === atMs) return;
    wakeUp?.cancel();
    wakeUp = undefined;
    if (atMs === Infinity) return; // the answer that is on its way serves
    const cancel = clock.setTimer(
      () => {
        wakeUp = undefined;
        serve();
      },
      Math.ceil(atMs - clock.now()),
    );
    wakeUp = { atMs, cancel };
  }

  function isHopeless({ deadlineMs, priority }: TurnWish, place: 'front' | 'end', nowMs: number): boolean {
    const countAhead = () =>
      place === 'end'
        ? line.countAhead(priority)
        : priority === 0
          ? 0
          : line.countAhead((priority - 1) as Priority);
    if (servedAtMs(countAhead(), nowMs) <= deadlineMs) return false;
    if (mayHoldHopeless) sweep(nowMs);
    return servedAtMs(countAhead(), nowMs) > deadlineMs;
  }

  function armTimer(entry: Entry<Waiter>): void {
    const { item } = entry;
    item.cancelTimer?.();
    item.cancelTimer =
      item.deadlineMs === Infinity
        ? undefined
        : clock.setTimer(() => {
            serve(); // which may be due at the very same moment
            if (entry.isWaiting) end(entry, undefined);
          }, item.deadlineMs - clock.now());
  }

  return {
    ask(wish, place = 'end') {
      const nowMs = clock.now();
      if (wish.deadlineMs < nowMs || isHopeless(wish, place, nowMs)) {
        return { permit: Promise.resolve(undefined), hurry: () => undefined };
      }
      let resolve!: Waiter['resolve'];
      const permit = new Promise<Permit | undefined>((settle) => {
        resolve = settle;
      });
      const waiter: Waiter = { deadlineMs: wish.deadlineMs, cancelTimer: undefined, resolve };
      let entry = line.add(waiter, wish.priority, place);
      if (place === 'front' || line.countAhead(2) > line.countAhead(wish.priority)) mayHoldHopeless = true;
      serve();
      if (entry.isWaiting) armTimer(entry);
      return {
        permit,
        hurry({ deadlineMs, priority }) {
          if (!entry.isWaiting) return;
          if (priority < entry.priority) {
            line.remove(entry);
            entry = line.add(waiter, priority);
            mayHoldHopeless = true;
          }
          waiter.deadlineMs = Math.max(waiter.deadlineMs, deadlineMs);
          armTimer(entry);
        },
      };
    },
  };
}
