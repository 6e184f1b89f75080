import type { LineTurn, LookUpLine, Reserved, TurnClass } from '../../ledger/line.ts';
import type { SessionLedger } from '../../ledger/session-ledger.ts';
import { type Clock, sleep } from '../../session/clock.ts';
import type { SessionOutcome } from '../../session/session-outcome.ts';
import { type CallTimes, type LookUpCase, toWorthier } from './look-up-case.ts';
import type { Patience } from './patience.ts';
import type { PutOff } from './put-off.ts';
import type { SessionQuestion } from './session-question.ts';
import type { Settling } from './settle-case.ts';
import type { AnsweredQuestion, NotAsked } from './settled-outcome.ts';

export interface AskInTurnOptions {
  readonly ledger: Pick<SessionLedger, 'keepAnswer' | 'noteAsking'>;
  readonly line: LookUpLine;
  readonly question: SessionQuestion;
  readonly clock: Clock;
  readonly random: () => number;
  /** Questions of this worker on their way, by session: here they are noted. */
  readonly underWay: Map<string, Promise<AnsweredQuestion | undefined>>;
  readonly settling: Settling;
  readonly putOff: PutOff;
  readonly hasQueue: boolean;
  readonly patience: Required<Patience>;
  /** For a write that no record waits for. */
  readonly inBackground: (write: Promise<void>) => void;
}

/** What a closed line waits for by itself, without anybody's help. */
const passing: ReadonlySet<NotAsked> = new Set(['http_429', 'low_remaining']);
/** What an answer may take at the end of a call. */
const leastAnswerMs = 1_000;
const firstRetryMs = 150;
const longestRetryMs = 1_000;

/** Waits for a case's turn, asks, and tries again after what may pass, within the limits of its class and of the call. */
export function createAskInTurn(options: AskInTurnOptions) {
  const { ledger, line, question, clock, random, underWay, settling, putOff, hasQueue, inBackground } =
    options;
  const { classOneMs, inlineMs, callMs, obstacleMs, isTryingAgain } = options.patience;
  const { now } = clock;

  async function ask({ sessionId }: LookUpCase, turn: LineTurn, deadlineMs: number) {
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

  /** A turn, or none for now, where the first try has not brought one. */
  async function reserveFor(turnClass: TurnClass): Promise<Reserved> {
    const obstacle = await question.findObstacle();
    if (obstacle !== undefined) return { status: 'closed', ...obstacle };
    const [reserved] = await line.reserve([turnClass]);
    return reserved ?? { status: 'full' };
  }

  /** Until its events are settled, or wait elsewhere. `first`: what its first try to reserve has come to. @default it tries */
  return async function askInTurn(
    one: LookUpCase,
    { startedAtMs, endMs }: CallTimes,
    first?: Reserved,
  ): Promise<void> {
    const isOne = one.turnClass === 'one';
    const callEndMs = Math.min(endMs, startedAtMs + callMs);
    const lastMs = one.firstSeenAtMs + classOneMs;
    let reserved = first ?? (await reserveFor(one.turnClass));
    let failure: SessionOutcome | undefined;
    let reason: NotAsked = 'no_turn';
    for (let tries = 0; ; tries += 1) {
      if (reserved.status === 'turn') {
        const { turn } = reserved;
        const delayMs = line.delayMs(turn);
        const mayPutOff = isOne && hasQueue && delayMs > inlineMs;
        if (mayPutOff && now() + delayMs <= lastMs && (await putOff(one, turn, delayMs))) {
          return settling.givenUp(one, 'no_turn', failure);
        }
        if (now() + delayMs > callEndMs) return settling.givenUp(one, 'no_turn', failure);
        inBackground(ledger.noteAsking(one.sessionId, turn.atMs));
        if (delayMs > 0) await sleep(clock, delayMs);
        const asked = await ask(one, turn, Math.max(callEndMs, now() + leastAnswerMs));
        if (asked.status === 'answered') return settling.answered(one, asked.knowledge, true);
        if (asked.status === 'final') return settling.givenUp(one, reason, asked.outcome);
        if (asked.status === 'failed') failure = asked.outcome;
      }
      // Who has had a turn is not to lose its session to a failure that has passed by the next one.
      const mayTryAgain = isTryingAgain || failure !== undefined;
      if (reserved.status === 'full' && !mayTryAgain) return settling.givenUp(one, 'no_turn', failure);
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
        return settling.givenUp(one, reason, failure);
      }
      await sleep(clock, pauseMs);
      reserved = await reserveFor(failure === undefined ? one.turnClass : toWorthier(one.turnClass, 'two'));
    }
  };
}
