import type { Clock } from '../../session/clock.ts';

export interface VirtualClock extends Clock {
  /** Lets time pass, timer by timer, until none is left or the next one lies after `untilMs`. */
  run(untilMs?: number): Promise<void>;
}

interface Timer {
  readonly atMs: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/**
 * Time that passes as fast as the work in it is done, and the same way every time: timers fire by their time, then in
 * the order in which they were set, and everything one of them set going is done before the next.
 */
export function createVirtualClock(startMs = 0): VirtualClock {
  let nowMs = startMs;
  let order = 0;
  let live = 0;
  let heap: Timer[] = [];

  function compact(): void {
    heap = heap.filter(({ callback }) => callback !== undefined);
    for (let at = (heap.length >> 1) - 1; at >= 0; at--) sink(heap, at);
  }

  return {
    now: () => nowMs,

    setTimer: (callback, delayMs) => {
      order += 1;
      live += 1;
      const timer: Timer = { atMs: nowMs + Math.max(0, delayMs), order, callback };
      heap.push(timer);
      rise(heap, heap.length - 1);
      return () => {
        if (timer.callback === undefined) return;
        timer.callback = undefined;
        live -= 1;
        if (heap.length > 1_000 && heap.length > 2 * live) compact();
      };
    },

    async run(untilMs = Infinity) {
      await settle();
      for (let next = heap[0]; next !== undefined; next = heap[0]) {
        if (next.callback !== undefined && next.atMs > untilMs) break;
        removeFirst(heap);
        const { callback, atMs } = next;
        if (callback === undefined) continue;
        next.callback = undefined;
        live -= 1;
        nowMs = atMs;
        callback();
        await settle();
      }
      if (untilMs !== Infinity) nowMs = Math.max(nowMs, untilMs);
    },
  };
}

/** Node runs every promise that can go on before it turns to the next immediate. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function rise(heap: Timer[], from: number): void {
  const timer = heap[from]!;
  let at = from;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!isBefore(timer, heap[above]!)) break;
    heap[at] = heap[above]!;
    at = above;
  }
  heap[at] = timer;
}

function sink(heap: Timer[], from: number): void {
  const timer = heap[from]!;
  let at = from;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below += 1;
    if (!isBefore(heap[below]!, timer)) break;
    heap[at] = heap[below]!;
    at = below;
  }
  heap[at] = timer;
}

function removeFirst(heap: Timer[]): void {
  const last = heap.pop()!;
  if (heap.length === 0) return;
  heap[0] = last;
  sink(heap, 0);
}
