import { type FactSettings, toEventFacts } from '../../ledger/event-facts.ts';
import type { LineTurn, LookUpLine, Reserved, TurnClass } from '../../ledger/line.ts';
import { turnClasses } from '../../ledger/line.ts';
import type { SessionEntry, SessionLedger } from '../../ledger/session-ledger.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { LookUpMode } from '../../log-event/look-up-mode.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { type Clock, sleep } from '../../session/clock.ts';
import type { LookUpEvent } from '../../session/look-up-event.ts';
import { isUsableSessionId } from '../../session/session-id.ts';
import type { SessionOutcome } from '../../session/session-outcome.ts';
import type { CapClass } from './class-cap.ts';
import { findFreshAnswer } from './fresh-answer.ts';
import type { LinePlace, LookUpQueue } from './later-look-up.ts';
import type { OpenedLedger } from '../memory-ledger.ts';
import { toLookUpClass } from './look-up-class.ts';
import type { SessionQuestion } from './session-question.ts';
import { type Showing, toShowing } from './session-showing.ts';
import {
  type AnsweredQuestion,
  type NotAsked,
  type SettledOutcome,
  toAnsweredOutcome,
  toFailedOutcome,
  toIdentityTexts,
  toUnaskedOutcome,
} from './settled-outcome.ts';

/** An event that wants its session. */
export interface WantingEvent {
  readonly event: LogEvent;
  /** The event's own message: with it, the event may wait in the queue of look-ups. */
  readonly message?: { readonly body: string; readonly enqueuedAtMs: number } | undefined;
  /** It has come from that queue: its place, and how often its message has been delivered. */
  readonly returned?: { readonly place: LinePlace; readonly deliveries: number } | undefined;
  /** Sent again from an archive, so that nobody waits for it. */
  readonly isBackfill?: boolean | undefined;
}

/** What became of an event's look-up. */
export type Settled =
  | (SettledOutcome & {
      readonly isLater?: false;
      /** What log events have told of its session, this one among them. */
      readonly entry: SessionEntry | undefined;
    })
  /** It waits in the queue of look-ups; its message is done. */
  | { readonly isLater: true };

export interface CallLimits {
  /** Epoch milliseconds: when the last look-up is settled, at the latest. */
  readonly endMs: number;
  /** Called once, as soon as the ledger has what these events tell: with all their sessions, or none where that failed. */
  readonly onTold?: (sessions: ReadonlyMap<string, SessionEntry>) => void;
}

export interface LookUpStage {
  /** What its events are told to: signals read their history from the same. */
  readonly told: OpenedLedger;
  /**
   * One promise for each event, in their order, which never rejects: each is settled by itself, as soon as its own look-up
   * is. `endMs`: when the last of them is, at the latest.
   */
  lookUp(events: readonly WantingEvent[], limits: CallLimits): readonly Promise<Settled>[];
  /** What is still to be written for other workers: an invocation ends after it. */
  finish(): Promise<void>;
}

/** What holds where nobody says otherwise; `test/time-limits.test.ts` adds it up. */
export const defaultPatience = {
  classOneMs: 60_000,
  inlineMs: 1_000,
  callMs: 3_000,
  obstacleMs: 3_000,
  isTryingAgain: false,
} as const satisfies Required<Patience>;

/** How long events wait, in milliseconds. It bounds waiting, not asking: an old event for which a turn is free is asked for. */
export interface Patience {
  /** Events of class one, from when an enricher first had them; how long others wait says the line's plan. @default 60_000 */
  readonly classOneMs?: number;
  /** A turn further ahead than this is waited for in the queue of look-ups, where there is one. @default 1_000 */
  readonly inlineMs?: number;
  /** No call waits longer, whatever the class. @default 3_000 */
  readonly callMs?: number;
  /**
   * Nor for what may not pass by itself: a refused token or look-up, an open circuit, no token. Of use where a call may wait
   * long for its turn. @default 3_000
   */
  readonly obstacleMs?: number;
  /** Whether who finds no turn free tries again as long as the call may wait. @default false */
  readonly isTryingAgain?: boolean;
}

export interface LookUpStageOptions {
  readonly ledger: SessionLedger;
  readonly line: LookUpLine;
  readonly question: SessionQuestion;
  readonly facts: FactSettings;
  readonly modeOf: (event: LogEvent) => LookUpMode;
  readonly cap: CapClass;
  readonly clock: Clock;
  readonly random: () => number;
  /** For how long an answer serves events that happened after it. */
  readonly cacheTtlMs: number;
  readonly patience?: Patience;
  readonly lookUps?: LookUpQueue | undefined;
  readonly report: (event: LookUpEvent) => void;
  /** Told of a defect of ours; the batch's events go out without their sessions. */
  readonly reportFault: (error: unknown) => void;
}

/** What a closed line waits for by itself, without anybody's help. */
const passing: ReadonlySet<NotAsked> = new Set(['http_429', 'low_remaining']);

/** An event for which Auth0 is to be asked. */
interface Waiting {
  readonly wanting: WantingEvent;
  readonly turnClass: TurnClass;
  readonly showing: Showing;
  readonly settle: (settled: Settled) => void;
}

/** All events of a batch that wait for one session. */
interface Case {
  readonly sessionId: string;
  readonly waiting: Waiting[];
  turnClass: TurnClass;
  entry: SessionEntry;
  readonly firstSeenAtMs: number;
  /** Another worker's answer may do. */
  mayJoin: boolean;
  /** A turn that has come with them. */
  held: { readonly turn: LineTurn; readonly deliveries: number } | undefined;
}

/** Whoever asked has its answer by then, or has none. */
const answerMs = 400;
/** What an answer may take at the end of a call. */
const leastAnswerMs = 1_000;
const firstRetryMs = 150;
const longestRetryMs = 1_000;

/**
 * Looks up the sessions of a batch: adds what its events say to the ledger, reads the whole, and asks Auth0 where that would
 * change the answer, as the tenant's line allows.
 *
 * One question a session and batch, and none where an answer at hand is fresh enough or another worker is asking.
 * What stands in the way (a closed line, an open circuit, no token) is waited for within the limit of the event's
 * class, and only that limit says what the event's record tells.
 */
export function createLookUpStage(options: LookUpStageOptions): LookUpStage {
  const { ledger, line, question, facts, modeOf, cap, clock, random, cacheTtlMs, lookUps, report } = options;
  const { reportFault } = options;
  const { classOneMs, inlineMs, callMs, obstacleMs, isTryingAgain } = {
    ...defaultPatience,
    ...options.patience,
  };
  const { now } = clock;
  /** Questions of this worker on their way, by session. */
  const underWay = new Map<string, Promise<AnsweredQuestion | undefined>>();
  /** Writes that no record waits for. */
  const writes = new Set<Promise<void>>();

  function inBackground(write: Promise<void>): void {
    const noted = write.finally(() => writes.delete(noted));
    writes.add(noted);
  }

  async function addAll(events: readonly WantingEvent[]): Promise<ReadonlyMap<string, SessionEntry>> {
    const additions = new Map<string, Set<string>>();
    const of = (sessionId: string) => {
      const texts = additions.get(sessionId) ?? new Set<string>();
      additions.set(sessionId, texts);
      return texts;
    };
    for (const { event, returned } of events) {
      if (event.sessionId !== undefined && isUsableSessionId(event.sessionId)) of(event.sessionId);
      // What has come back was added when it was first here.
      const session = returned === undefined ? toEventFacts(event, facts).session : undefined;
      if (session === undefined || !isUsableSessionId(session.sessionId)) continue;
      const texts = of(session.sessionId);
      for (const fact of session.facts) texts.add(fact);
    }
    return ledger.add([...additions].map(([sessionId, texts]) => ({ sessionId, facts: [...texts] })));
  }

  function toSettled(
    { outcome, asRead }: SettledOutcome,
    entry: SessionEntry | undefined,
    source: 'api' | 'cache' | 'shared' | 'none',
  ): Settled {
    report({
      type: 'look_up',
      status: outcome.status,
      source,
      ...(outcome.reason && { reason: outcome.reason }),
    });
    return { outcome, ...(asRead && { asRead }), entry };
  }

  function settleWithoutSession({ sessionId }: LogEvent): Settled {
    // No session can have such an ID, and asking would put a stranger's text into a path. Auth0 did not say so: no source.
    const outcome: SessionOutcome = sessionId
      ? { status: 'not_found', reason: 'malformed_id' }
      : { status: 'no_session_id' };
    return toSettled({ outcome }, undefined, 'none');
  }

  /** What needs nobody to be asked. */
  function settleAtOnce(wanting: WantingEvent, entry: SessionEntry, showing: Showing): Settled | undefined {
    const { event } = wanting;
    const mode = modeOf(event);
    if (mode === 'never') {
      return toSettled(toUnaskedOutcome(event, 'never_by_policy', entry), entry, 'none');
    }
    const fresh = settleFresh(wanting, entry, showing, 'cache');
    if (fresh !== undefined) return fresh;
    if (mode === 'fetch') return undefined;
    return toSettled(toUnaskedOutcome(event, 'cache_only', entry), entry, 'none');
  }

  function settleFresh(
    wanting: WantingEvent,
    entry: SessionEntry,
    showing: Showing,
    source: 'cache' | 'shared',
  ): Settled | undefined {
    const { event } = wanting;
    const fresh = findFreshAnswer(entry.answer, event, showing, { nowMs: now(), ttlMs: cacheTtlMs });
    if (fresh === undefined) return undefined;
    const knowledge = fresh.isFound
      ? {
          session: fresh.session.withIdentity({ id: event.sessionId ?? '', texts: toIdentityTexts(event) }),
          fetchedAtMs: fresh.session.fetchedAtMs,
        }
      : { session: undefined, fetchedAtMs: fresh.askedAtMs };
    return toSettled(toAnsweredOutcome(event, knowledge, 'cache', entry.view), entry, source);
  }

  function toClass(wanting: WantingEvent, showing: Showing): TurnClass {
    const { event, isBackfill = false, returned } = wanting;
    if (returned !== undefined) return returned.place.turnClass;
    const turnClass = toLookUpClass(event, showing, { isBackfill });
    const { user_id: userId, ip } = event.data;
    return cap(turnClass, { userId: readShownText(userId), address: readShownText(ip) });
  }

  /** Settles those of a case that an answer in the ledger serves by now; true when that is all of them. */
  function settleServed(one: Case): boolean {
    one.waiting.splice(
      0,
      Infinity,
      ...one.waiting.filter(({ wanting, showing, settle }) => {
        const settled = settleFresh(wanting, one.entry, showing, 'shared');
        if (settled !== undefined) settle(settled);
        return settled === undefined;
      }),
    );
    return one.waiting.length === 0;
  }

  function settleAll(
    one: Case,
    toOutcome: (event: LogEvent) => SettledOutcome,
    source: 'api' | 'shared' | 'none',
  ): void {
    for (const [index, { wanting, settle }] of one.waiting.entries()) {
      // One question, and all who waited for it.
      const from = source === 'api' && index > 0 ? 'shared' : source;
      settle(toSettled(toOutcome(wanting.event), one.entry, from));
    }
  }

  function settleAnswered(one: Case, knowledge: AnsweredQuestion, isOwn: boolean): void {
    settleAll(
      one,
      (event) => toAnsweredOutcome(event, knowledge, isOwn ? 'api' : 'cache', one.entry.view),
      isOwn ? 'api' : 'shared',
    );
  }

  function giveUp(one: Case, reason: NotAsked, failure: SessionOutcome | undefined): void {
    const { entry } = one;
    settleAll(
      one,
      (event) => (failure ? toFailedOutcome(event, failure, entry) : toUnaskedOutcome(event, reason, entry)),
      'none',
    );
  }

  /**
   * Lets those of class one wait in the queue of look-ups. Left in the case are the others, and what the queue did not
   * take. True when the turn travels with one of them.
   */
  async function putOff(one: Case, turn: LineTurn | undefined, delayMs: number): Promise<boolean> {
    const left: Waiting[] = [];
    let isGiven = false;
    for (const waiting of one.waiting) {
      // The first has the turn; the others come a little later, and find its answer.
      const own = isGiven ? undefined : turn;
      const laterMs = delayMs + (isGiven ? 1_000 : 0);
      if (waiting.turnClass === 'one' && (await store(waiting, one, own, laterMs))) {
        isGiven = turn !== undefined;
        waiting.settle({ isLater: true });
      } else left.push(waiting);
    }
    one.waiting.splice(0, Infinity, ...left);
    if (isGiven && turn !== undefined) inBackground(ledger.noteAsking(one.sessionId, turn.atMs));
    return isGiven;
  }

  async function store(
    { wanting: { message }, turnClass }: Waiting,
    { firstSeenAtMs }: Case,
    turn: LineTurn | undefined,
    delayMs: number,
  ): Promise<boolean> {
    if (message === undefined || lookUps === undefined) return false;
    const { body, enqueuedAtMs } = message;
    const place = { turnClass, turn, firstSeenAtMs, enqueuedAtMs };
    return lookUps.add({ body, delaySeconds: Math.ceil(delayMs / 1_000), place });
  }

  /** A turn, or none for now, where the first try has not brought one. */
  async function reserveFor(turnClass: TurnClass): Promise<Reserved> {
    const obstacle = await question.findObstacle();
    if (obstacle !== undefined) return { status: 'closed', ...obstacle };
    const [reserved] = await line.reserve([turnClass]);
    return reserved ?? { status: 'full' };
  }

  /** Until its events are settled, or wait elsewhere. `startedAtMs`: of the call. */
  async function work(one: Case, first: Reserved, startedAtMs: number, endMs: number): Promise<void> {
    const isOne = one.turnClass === 'one';
    const callEndMs = Math.min(endMs, startedAtMs + callMs);
    const lastMs = one.firstSeenAtMs + classOneMs;
    let reserved = first;
    let failure: SessionOutcome | undefined;
    let reason: NotAsked = 'no_turn';
    for (let tries = 0; ; tries += 1) {
      if (reserved.status === 'turn') {
        const { turn } = reserved;
        const delayMs = line.delayMs(turn);
        const mayPutOff = isOne && lookUps !== undefined && delayMs > inlineMs;
        if (mayPutOff && now() + delayMs <= lastMs && (await putOff(one, turn, delayMs))) {
          return giveUp(one, 'no_turn', failure);
        }
        if (now() + delayMs > callEndMs) return giveUp(one, 'no_turn', failure);
        inBackground(ledger.noteAsking(one.sessionId, turn.atMs));
        if (delayMs > 0) await sleep(clock, delayMs);
        const asked = await askFor(one, turn, Math.max(callEndMs, now() + leastAnswerMs));
        if (asked.status === 'answered') return settleAnswered(one, asked.knowledge, true);
        if (asked.status === 'final') return giveUp(one, reason, asked.outcome);
        if (asked.status === 'failed') failure = asked.outcome;
      }
      // Who has had a turn is not to lose its session to a failure that has passed by the next one.
      const mayTryAgain = isTryingAgain || failure !== undefined;
      if (reserved.status === 'full' && !mayTryAgain) return giveUp(one, 'no_turn', failure);
      if (reserved.status === 'closed') reason = reserved.reason;
      const pauseMs =
        reserved.status === 'closed'
          ? reserved.forMs
          : Math.min(longestRetryMs, firstRetryMs * 2 ** tries) * (1 + random());
      const isObstacle = reserved.status === 'closed' && !passing.has(reserved.reason);
      const waitEndMs = isObstacle ? Math.min(callEndMs, startedAtMs + obstacleMs) : callEndMs;
      if (now() + pauseMs > waitEndMs) {
        // Too long for this call; in the queue of look-ups it may yet come to its answer.
        if (isOne && now() + pauseMs <= lastMs) await putOff(one, undefined, pauseMs);
        return giveUp(one, reason, failure);
      }
      await sleep(clock, pauseMs);
      reserved = await reserveFor(failure === undefined ? one.turnClass : toWorthier(one.turnClass, 'two'));
    }
  }

  async function askFor(one: Case, turn: LineTurn, deadlineMs: number) {
    const { sessionId } = one;
    const asking = question.ask(sessionId, turn, deadlineMs);
    const known = asking.then((asked) => (asked.status === 'answered' ? asked.knowledge : undefined));
    underWay.set(sessionId, known);
    const asked = await asking;
    if (underWay.get(sessionId) === known) underWay.delete(sessionId);
    if (asked.status === 'answered') {
      const { session, fetchedAtMs } = asked.knowledge;
      inBackground(ledger.keepAnswer(sessionId, { askedAtMs: fetchedAtMs, session }));
    }
    return asked;
  }

  /**
   * Somebody else is about to ask, or has just asked: waits for that answer. True when the case is settled, or waits
   * elsewhere.
   */
  async function join(one: Case, startedAtMs: number): Promise<boolean> {
    const own = underWay.get(one.sessionId);
    if (own !== undefined) {
      const knowledge = await own;
      if (
        knowledge !== undefined &&
        one.waiting.every(({ wanting }) => wanting.event.occurredAtMs <= knowledge.fetchedAtMs)
      ) {
        settleAnswered(one, knowledge, false);
        return true;
      }
    }
    const { askingAtMs, answer } = one.entry;
    if (askingAtMs === undefined || (answer !== undefined && answer.askedAtMs >= askingAtMs)) return false;
    const turn: LineTurn = { atMs: askingAtMs, turnClass: one.turnClass, isProbe: true, from: 'line' };
    const delayMs = line.delayMs(turn);
    if (delayMs === 0 && !line.isGood(turn)) return false;
    if (delayMs > inlineMs) {
      if (one.turnClass !== 'one' || now() + delayMs > one.firstSeenAtMs + classOneMs) return false;
      await putOff(one, undefined, delayMs + answerMs);
      return one.waiting.length === 0;
    }
    await sleep(clock, Math.min(delayMs + answerMs, Math.max(0, startedAtMs + callMs - now())));
    const entries = await ledger.add([{ sessionId: one.sessionId, facts: [] }]);
    one.entry = entries.get(one.sessionId) ?? one.entry;
    return settleServed(one);
  }

  async function run(cases: readonly Case[], startedAtMs: number, endMs: number): Promise<void> {
    const obstacle = cases.length > 0 ? await question.findObstacle() : undefined;
    const unsettled = await Promise.all(
      cases.map(async (one): Promise<{ one: Case; reserved?: Reserved } | undefined> => {
        if (one.held !== undefined) {
          const { turn, deliveries } = one.held;
          const state = await line.redeem(turn, deliveries);
          if (state.status === 'good') return { one, reserved: { status: 'turn', turn } };
          if (state.status === 'closed') return { one, reserved: state };
          // The turn that its session waits for was its own.
          one.mayJoin = false;
        }
        if (obstacle !== undefined) return { one, reserved: { status: 'closed', ...obstacle } };
        return { one };
      }),
    );
    const ready = unsettled.filter((found) => found !== undefined);
    /** In one update, for all that nobody else is about to ask for. */
    const asking = ready.filter(({ one, reserved }) => reserved === undefined && !isAskedElsewhere(one));
    const turns = await line.reserve(asking.map(({ one }) => one.turnClass));
    const reservedOf = new Map(asking.map(({ one }, index) => [one, turns[index]]));
    await Promise.all(
      ready.map(async ({ one, reserved }) => {
        const turn = reserved ?? reservedOf.get(one);
        if (turn !== undefined) return work(one, turn, startedAtMs, endMs);
        if (await join(one, startedAtMs)) return;
        await work(one, await reserveFor(one.turnClass), startedAtMs, endMs);
      }),
    );
  }

  function isAskedElsewhere({ sessionId, entry: { askingAtMs, answer }, turnClass, mayJoin }: Case): boolean {
    if (!mayJoin) return false;
    if (underWay.has(sessionId)) return true;
    if (askingAtMs === undefined || (answer !== undefined && answer.askedAtMs >= askingAtMs)) return false;
    const turn: LineTurn = { atMs: askingAtMs, turnClass, isProbe: true, from: 'line' };
    return line.delayMs(turn) > 0 || line.isGood(turn);
  }

  return {
    told: { ledger, facts },
    lookUp(events, { endMs, onTold }) {
      const startedAtMs = now();
      let tell = (sessions: ReadonlyMap<string, SessionEntry>) => {
        tell = () => undefined;
        onTold?.(sessions);
      };
      const settles: ((settled: Settled) => void)[] = [];
      const promises = events.map(
        (_event, index) =>
          new Promise<Settled>((resolve) => {
            settles[index] = resolve;
          }),
      );

      async function settleBatch(): Promise<void> {
        const entries = await addAll(events);
        tell(entries);
        const cases = new Map<string, Case>();
        for (const [index, wanting] of events.entries()) {
          const { event, returned } = wanting;
          const sessionId = event.sessionId ?? '';
          const entry = entries.get(sessionId);
          if (entry === undefined) {
            settles[index]!(settleWithoutSession(event));
            continue;
          }
          const showing = toShowing(event.logId, entry.view, entry.answer);
          const settled = settleAtOnce(wanting, entry, showing);
          if (settled !== undefined) {
            settles[index]!(settled);
            continue;
          }
          const waiting: Waiting = {
            wanting,
            turnClass: toClass(wanting, showing),
            showing,
            settle: settles[index]!,
          };
          const known = cases.get(sessionId);
          const turn = returned?.place.turn;
          const held = turn && { turn, deliveries: returned.deliveries };
          if (known === undefined) {
            cases.set(sessionId, {
              sessionId,
              waiting: [waiting],
              turnClass: waiting.turnClass,
              entry,
              firstSeenAtMs: returned?.place.firstSeenAtMs ?? startedAtMs,
              mayJoin: true,
              held,
            });
          } else {
            known.waiting.push(waiting);
            known.turnClass = toWorthier(known.turnClass, waiting.turnClass);
            known.held ??= held;
          }
        }
        await run([...cases.values()], startedAtMs, endMs);
      }

      void settleBatch().catch((error: unknown) => {
        reportFault(error);
        tell(new Map());
        for (const settle of settles)
          settle({ outcome: { status: 'unavailable', reason: 'fault' }, entry: undefined });
      });
      return promises;
    },

    async finish() {
      await Promise.all(writes);
    },
  };
}

function toWorthier(one: TurnClass, other: TurnClass): TurnClass {
  return turnClasses.indexOf(one) <= turnClasses.indexOf(other) ? one : other;
}
