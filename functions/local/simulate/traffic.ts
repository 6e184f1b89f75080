import type { LookUpMode } from '../../log-event/look-up-mode.ts';
import { createRandom, pause } from './random.ts';
import type { Random } from './random.ts';
import type { SimulationOptions } from './options.ts';

/** One log event in the queue. */
export interface QueuedEvent {
  readonly session: number;
  readonly occurredAtMs: number;
  readonly enqueuedAtMs: number;
  readonly priority: 0 | 1 | 2;
  readonly mode: Exclude<LookUpMode, 'never'>;
}

export interface Traffic {
  /** By the time they enter the queue. */
  readonly events: readonly QueuedEvent[];
  /** When a session ends, by its number; absent: not while the simulation runs. */
  readonly endsAtMs: ReadonlyMap<number, number>;
}

/** Log streams deliver seconds late: 10 to 15 in the samples that are public. */
const deliveryMs = { least: 1_000, most: 15_000 };

/** What queued up before the start, then sessions that begin at random and live on. */
export function createTraffic(options: SimulationOptions): Traffic {
  const random = createRandom(options.seed);
  const events: QueuedEvent[] = [];
  const endsAtMs = new Map<number, number>();
  addBacklog(events, options, random);
  let session = options.backlogSessions;
  const endMs = options.seconds * 1_000;
  const { loginsPerSecond } = options;
  if (loginsPerSecond > 0) {
    for (let atMs = 0; ; session++) {
      atMs += pause(random, 1_000 / loginsPerSecond);
      if (atMs >= endMs) break;
      addSession(events, endsAtMs, session, atMs, endMs, random);
    }
  }
  events.sort((a, b) => a.enqueuedAtMs - b.enqueuedAtMs);
  return { events, endsAtMs };
}

/** The worst order there is: every session's events all over the backlog, so that only a cache of all sessions helps. */
function addBacklog(events: QueuedEvent[], options: SimulationOptions, random: Random): void {
  const { backlog, backlogSessions } = options;
  for (let count = 0; count < backlog; count++) {
    const priority = random() < 0.5 ? 0 : random() < 0.7 ? 1 : 2;
    events.push({
      session: count < backlogSessions ? count : Math.floor(random() * backlogSessions),
      occurredAtMs: -1_000 - random() * 60_000,
      enqueuedAtMs: 0,
      priority,
      mode: 'fetch',
    });
  }
  for (let last = events.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const swapped = events[last]!;
    events[last] = events[other]!;
    events[other] = swapped;
  }
}

function addSession(
  events: QueuedEvent[],
  endsAtMs: Map<number, number>,
  session: number,
  beginsAtMs: number,
  endMs: number,
  random: Random,
): void {
  const hasLogout = random() < 0.2;
  const endsMs = hasLogout ? beginsAtMs + pause(random, 600_000) : Infinity;
  const showsSecondFactor = random() < 0.35;
  const add = (
    occurredAtMs: number,
    priority: QueuedEvent['priority'],
    mode: QueuedEvent['mode'] = 'fetch',
  ) => {
    if (occurredAtMs >= endMs || occurredAtMs > endsMs) return;
    const deliveredAfterMs = deliveryMs.least + random() * (deliveryMs.most - deliveryMs.least);
    events.push({ session, occurredAtMs, enqueuedAtMs: occurredAtMs + deliveredAfterMs, priority, mode });
  };

  if (showsSecondFactor) add(beginsAtMs, 2); // the factor's own event
  add(beginsAtMs, showsSecondFactor ? 1 : 0);
  // Single sign-on into further applications, then token refreshes.
  for (let atMs = beginsAtMs; random() < 0.35; ) add((atMs += pause(random, 180_000)), 0);
  for (let atMs = beginsAtMs; random() < 0.5; ) add((atMs += pause(random, 240_000)), 2, 'cache_only');
  if (hasLogout && endsMs < endMs) {
    add(endsMs, 2, 'cache_only');
    endsAtMs.set(session, endsMs);
  }
}
