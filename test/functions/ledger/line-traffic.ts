import {
  type LinePlan,
  type LookUpLine,
  type LineTurn,
  type TurnClass,
  turnClasses,
} from '../../../functions/ledger/line.ts';

/** An Enterprise tenant at half of its limits. */
export const plan: LinePlan = {
  ratePerSecond: 8,
  burst: 25,
  classes: {
    one: { waitMs: 60_000 },
    two: { waitMs: 1_000 },
    three: { burstShare: 0.8 },
    spare: { burstShare: 0.5 },
  },
};

export interface Fired {
  readonly atMs: number;
  readonly turn: LineTurn;
}

/**
 * How far requests exceeded `burst + rate × (time + 3 s)` in the worst of all windows; not above 0 when the line held. The
 * three seconds are what a turn may be late.
 */
export function toWorstExcess(
  fired: readonly { readonly atMs: number }[],
  { ratePerSecond, burst }: LinePlan,
): number {
  const times = fired.map(({ atMs }) => atMs).sort((a, b) => a - b);
  let worst = -Infinity;
  for (let first = 0; first < times.length; first++) {
    for (let last = first; last < times.length; last++) {
      const seconds = (times[last]! - times[first]!) / 1_000;
      worst = Math.max(worst, last - first + 1 - (burst + ratePerSecond * (seconds + 3)));
    }
  }
  return worst;
}

export interface WorkerOptions {
  readonly line: LookUpLine;
  readonly sleep: (ms: number) => Promise<void>;
  readonly random: () => number;
  /** True time. */
  readonly now: () => number;
  readonly untilMs: number;
  /** Most turns wanted at once. */
  readonly most: number;
  /** Part of the waits that take up to 10 s longer than they should. @default 0.1 */
  readonly stalls?: number;
  /** @default all */
  readonly classes?: readonly TurnClass[];
  readonly onFire: (turn: LineTurn) => void;
}

/** A worker that wants turns of every class all the time, waits for them, stalls now and then, and uses what is still good. */
export async function work(options: WorkerOptions): Promise<void> {
  const { line, sleep, random, now, untilMs, most, onFire, stalls = 0.1, classes = turnClasses } = options;
  const waiting: Promise<void>[] = [];
  while (now() < untilMs) {
    const wants = Array.from(
      { length: 1 + Math.floor(random() * most) },
      () => classes[Math.floor(random() * classes.length)]!,
    );
    for (const reserved of await line.reserve(wants)) {
      if (reserved.status !== 'turn') continue;
      const { turn } = reserved;
      waiting.push(
        (async () => {
          await sleep(line.delayMs(turn));
          if (random() < stalls) await sleep(random() * 10_000);
          if (line.isGood(turn)) onFire(turn);
        })(),
      );
    }
    await sleep(random() * 1_000);
  }
  await Promise.all(waiting);
}
