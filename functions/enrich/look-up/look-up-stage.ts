import type { FactSettings } from '../../ledger/fact-settings.ts';
import type { LookUpLine, Reserved, TurnClass } from '../../ledger/line.ts';
import type { SessionEntry, SessionLedger } from '../../ledger/session-ledger.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import type { LookUpMode } from '../../log-event/look-up-mode.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import type { Clock } from '../../session/clock.ts';
import type { LookUpEvent } from '../../session/look-up-event.ts';
import type { OpenedLedger } from '../memory-ledger.ts';
import { addToldFacts } from './add-told-facts.ts';
import { createAskInTurn } from './ask-in-turn.ts';
import type { CapClass } from './class-cap.ts';
import { createJoining } from './join-asking.ts';
import type { LookUpQueue } from './later-look-up.ts';
import { addToCases, type CallTimes, type LookUpCase } from './look-up-case.ts';
import { toLookUpClass } from './look-up-class.ts';
import { defaultPatience, type Patience } from './patience.ts';
import { createPutOff } from './put-off.ts';
import type { SessionQuestion } from './session-question.ts';
import { type Showing, toShowing } from './session-showing.ts';
import { createSettling } from './settle-case.ts';
import type { AnsweredQuestion } from './settled-outcome.ts';
import type { Settled, WantingEvent } from './wanting-event.ts';

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

/**
 * Looks up the sessions of a batch: adds what its events say to the ledger, reads the whole, and asks Auth0 where that would
 * change the answer, as the tenant's line allows.
 *
 * One question a session and batch, and none where an answer at hand is fresh enough or another worker is asking.
 * What stands in the way (a closed line, an open circuit, no token) is waited for within the limit of the event's
 * class, and only that limit says what the event's record tells.
 */
export function createLookUpStage(options: LookUpStageOptions): LookUpStage {
  const { ledger, line, question, facts, cap, clock, lookUps, reportFault } = options;
  const { now } = clock;
  const patience = { ...defaultPatience, ...options.patience };
  /** Questions of this worker on their way, by session. */
  const underWay = new Map<string, Promise<AnsweredQuestion | undefined>>();
  /** Writes that no record waits for. */
  const writes = new Set<Promise<void>>();
  function inBackground(write: Promise<void>): void {
    const noted = write.finally(() => writes.delete(noted));
    writes.add(noted);
  }

  const settling = createSettling({ ...options, now });
  const putOff = createPutOff({ lookUps, ledger, inBackground });
  const shared = { ...options, underWay, settling, putOff, patience, inBackground };
  const joining = createJoining(shared);
  const askInTurn = createAskInTurn({ ...shared, hasQueue: lookUps !== undefined });

  function toClass({ event, isBackfill = false, returned }: WantingEvent, showing: Showing): TurnClass {
    if (returned !== undefined) return returned.place.turnClass;
    const turnClass = toLookUpClass(event, showing, { isBackfill });
    const { user_id: userId, ip } = event.data;
    return cap(turnClass, { userId: readShownText(userId), address: readShownText(ip) });
  }

  /** The turn that a case has come back with; undefined where it has none that still counts. */
  async function redeem(one: LookUpCase): Promise<Reserved | undefined> {
    if (one.held === undefined) return undefined;
    const { turn, deliveries } = one.held;
    const state = await line.redeem(turn, deliveries);
    if (state.status === 'good') return { status: 'turn', turn };
    if (state.status === 'closed') return state;
    // The turn that its session waits for was its own.
    one.mayJoin = false;
    return undefined;
  }

  async function run(cases: readonly LookUpCase[], times: CallTimes): Promise<void> {
    const obstacle = cases.length > 0 ? await question.findObstacle() : undefined;
    const closed: Reserved | undefined = obstacle && { status: 'closed', ...obstacle };
    const ready = await Promise.all(
      cases.map(async (one) => ({ one, reserved: (await redeem(one)) ?? closed })),
    );
    /** In one update, for all that nobody else is about to ask for. */
    const asking = ready.filter(
      ({ one, reserved }) => reserved === undefined && !joining.isAskedElsewhere(one),
    );
    const turns = await line.reserve(asking.map(({ one }) => one.turnClass));
    const reservedOf = new Map(asking.map(({ one }, index) => [one, turns[index]]));
    await Promise.all(
      ready.map(async ({ one, reserved }) => {
        const first = reserved ?? reservedOf.get(one);
        if (first === undefined && (await joining.join(one, times.startedAtMs))) return;
        await askInTurn(one, times, first);
      }),
    );
  }

  /** Settles what needs nobody to be asked; the others come as cases. */
  function toCases(
    events: readonly WantingEvent[],
    entries: ReadonlyMap<string, SessionEntry>,
    settles: readonly ((settled: Settled) => void)[],
    startedAtMs: number,
  ): readonly LookUpCase[] {
    const cases = new Map<string, LookUpCase>();
    for (const [index, wanting] of events.entries()) {
      const { event } = wanting;
      const settle = settles[index]!;
      const entry = entries.get(event.sessionId ?? '');
      if (entry === undefined) {
        settle(settling.withoutSession(event));
        continue;
      }
      const showing = toShowing(event.logId, entry.view, entry.answer);
      const settled = settling.atOnce(wanting, entry, showing);
      if (settled !== undefined) settle(settled);
      else {
        const turnClass = toClass(wanting, showing);
        addToCases(cases, { wanting, turnClass, showing, settle }, { entry, startedAtMs });
      }
    }
    return [...cases.values()];
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
        const entries = await addToldFacts(events, ledger, facts);
        tell(entries);
        await run(toCases(events, entries, settles, startedAtMs), { startedAtMs, endMs });
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
