/** Time as the look-up sees it. One object, so that a simulation replaces all of it at once. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Calls back once after `delayMs`; the function it returns calls that off. */
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
}

/** Node fires a timer at once when its delay does not fit into 31 bits. */
const longestDelayMs = 2 ** 31 - 1;

/** The wall clock and Node's timers. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (callback, delayMs) => {
    const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0), longestDelayMs));
    return () => clearTimeout(timer);
  },
};

export const timeIsUp = Symbol('time is up');

/** Waits for the promise, but not past `deadlineMs` (`Infinity`: as long as it takes). A rejection is passed on. */
export function waitUntil<T>(
  clock: Clock,
  deadlineMs: number,
  promise: Promise<T>,
): Promise<T | typeof timeIsUp> {
  if (deadlineMs === Infinity) return promise;
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(() => resolve(timeIsUp), deadlineMs - clock.now());
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error as Error);
      },
    );
  });
}

/** Resolves after `delayMs`. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, delayMs);
  });
}
