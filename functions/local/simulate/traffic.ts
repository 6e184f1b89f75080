import { createRandom, pause } from './random.ts';
import type { Random } from './random.ts';
import type { TrafficOptions } from './options.ts';

/** What an event is in the life of its session. */
export type Role = 'login' | 'factor' | 'single sign-on' | 'token' | 'logout' | 'hijack';

/** One log event in the queue. */
export interface QueuedEvent {
  /** Its place in the traffic. */
  readonly id: number;
  readonly session: number;
  readonly role: Role;
  readonly occurredAtMs: number;
  readonly enqueuedAtMs: number;
  /** Of the session's networks, by number; 0 is that of its beginning. */
  readonly network: number;
  /** Of the session's programs, by number; 0 is that of its beginning. */
  readonly program: number;
  /** It began before the stack was there, so nobody has seen its beginning. */
  readonly isBeginningUnseen: boolean;
  /** Auth0's own confidence in the login is low. */
  readonly isRisky: boolean;
  /** A second factor was asked for at the login. */
  readonly showsSecondFactor: boolean;
  /** The first of its session in this network, or by this program, after the beginning. */
  readonly showsNews: boolean;
  /** From before the start of the simulation, as a backlog has them. */
  readonly isOld: boolean;
}

export interface SessionLife {
  readonly beganAtMs: number;
  /** Infinity: not while the simulation runs. */
  readonly endsAtMs: number;
}

export interface Traffic {
  /** By the time they enter the queue. */
  readonly events: readonly QueuedEvent[];
  /** By the session's number; of those that are only in the backlog, nothing. */
  readonly lives: ReadonlyMap<number, SessionLife>;
}

/** Log streams deliver seconds late: 10 to 15 in the samples that are public. */
const deliveryMs = { least: 1_000, most: 15_000 };
/** Auth0 calls so many logins risky. */
const riskyPart = 0.03;
const attackerNetwork = 9;
const attackerProgram = 2;

type Place = Pick<QueuedEvent, 'network' | 'program'>;
const home: Place = { network: 0, program: 0 };

/** What queued up before the start, then sessions that begin at random, live on, move, and now and then are stolen. */
export function createTraffic(options: TrafficOptions): Traffic {
  const random = createRandom(options.seed);
  const events: Draft[] = [];
  const lives = new Map<number, SessionLife>();
  addBacklog(events, options, random);
  let session = options.backlogSessions;
  const endMs = options.startMs + options.seconds * 1_000;
  // Who is stolen, moves or began unseen is drawn apart, so that the rest of the traffic is the same with and without.
  const fates = createRandom(options.seed + 77);
  if (options.loginsPerSecond > 0) {
    for (let atMs = options.startMs; ; session++) {
      atMs += pause(random, 1_000 / options.loginsPerSecond);
      if (atMs >= endMs) break;
      addSession(events, lives, { session, beginsAtMs: atMs, endMs, random, fates, options });
    }
  }
  events.sort((a, b) => a.enqueuedAtMs - b.enqueuedAtMs);
  return { events: withNews(events), lives };
}

type Draft = Omit<QueuedEvent, 'id' | 'showsNews'>;

/** The worst order there is: every session's events all over the backlog, so that only a memory of all sessions helps. */
function addBacklog(events: Draft[], options: TrafficOptions, random: Random): void {
  const { backlog, backlogSessions, startMs } = options;
  for (let count = 0; count < backlog; count++) {
    events.push({
      session: count < backlogSessions ? count : Math.floor(random() * backlogSessions),
      role: 'single sign-on',
      occurredAtMs: startMs - 1_000 - random() * 60_000,
      enqueuedAtMs: startMs,
      ...home,
      isBeginningUnseen: true,
      isRisky: false,
      showsSecondFactor: false,
      isOld: true,
    });
  }
  for (let last = events.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const swapped = events[last]!;
    events[last] = events[other]!;
    events[other] = swapped;
  }
}

interface Beginning {
  readonly session: number;
  readonly beginsAtMs: number;
  readonly endMs: number;
  readonly random: Random;
  readonly fates: Random;
  readonly options: TrafficOptions;
}

function addSession(events: Draft[], lives: Map<number, SessionLife>, beginning: Beginning): void {
  const { session, beginsAtMs, endMs, random, fates, options } = beginning;
  const hasLogout = random() < 0.2;
  const endsMs = hasLogout ? beginsAtMs + pause(random, 600_000) : Infinity;
  const showsSecondFactor = random() < 0.35;
  const isBeginningUnseen = fates() < options.unseenBeginnings;
  const isRisky = fates() < riskyPart;
  const add = (role: Role, occurredAtMs: number, place = home, chance = random) => {
    if (occurredAtMs >= endMs || occurredAtMs > endsMs) return;
    const deliveredAfterMs = deliveryMs.least + chance() * (deliveryMs.most - deliveryMs.least);
    const enqueuedAtMs = occurredAtMs + deliveredAfterMs;
    const more = { isBeginningUnseen, isRisky: isRisky && role === 'login', showsSecondFactor, isOld: false };
    events.push({ session, role, occurredAtMs, enqueuedAtMs, ...place, ...more });
  };

  if (showsSecondFactor) add('factor', beginsAtMs);
  add('login', beginsAtMs);
  // Single sign-on into further applications, then token refreshes.
  for (let atMs = beginsAtMs; random() < 0.35; ) {
    const network = fates() < options.moves ? 1 + Math.floor(fates() * 3) : 0;
    const program = fates() < options.programChanges ? 1 : 0;
    add('single sign-on', (atMs += pause(random, 180_000)), { network, program });
  }
  for (let atMs = beginsAtMs; random() < 0.5; ) add('token', (atMs += pause(random, 240_000)));
  const isOver = hasLogout && endsMs < endMs;
  if (isOver) add('logout', endsMs);
  lives.set(session, { beganAtMs: beginsAtMs, endsAtMs: isOver ? endsMs : Infinity });
  if (fates() < options.hijacked) {
    const place = { network: attackerNetwork, program: options.victimProgram ? 0 : attackerProgram };
    let atMs = beginsAtMs + 5_000;
    for (const gapMs of [120_000, 20_000, 60_000]) add('hijack', (atMs += pause(fates, gapMs)), place, fates);
  }
}

/** By the order in which they happened, not in which they come. */
function withNews(drafts: readonly Draft[]): QueuedEvent[] {
  const seen = new Set<string>();
  const news = new Set<Draft>();
  for (const draft of [...drafts].sort((a, b) => a.occurredAtMs - b.occurredAtMs)) {
    if (draft.role === 'token') continue;
    for (const place of [`${draft.session} n${draft.network}`, `${draft.session} p${draft.program}`]) {
      if (!seen.has(place) && !place.endsWith('0')) news.add(draft);
      seen.add(place);
    }
  }
  return drafts.map((draft, id) => ({ ...draft, id, showsNews: news.has(draft) }));
}
