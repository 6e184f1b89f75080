import type { LineTurn, LookUpLine } from '../../ledger/line.ts';
import type { SessionLedger } from '../../ledger/session-ledger.ts';
import { type Clock, sleep } from '../../session/clock.ts';
import type { LookUpCase } from './look-up-case.ts';
import type { Patience } from './patience.ts';
import type { PutOff } from './put-off.ts';
import type { Settling } from './settle-case.ts';
import type { AnsweredQuestion } from './settled-outcome.ts';

export interface JoiningOptions {
  readonly ledger: Pick<SessionLedger, 'add'>;
  readonly line: LookUpLine;
  readonly clock: Clock;
  /** Questions of this worker on their way, by session. */
  readonly underWay: ReadonlyMap<string, Promise<AnsweredQuestion | undefined>>;
  readonly settling: Settling;
  readonly putOff: PutOff;
  readonly patience: Required<Patience>;
}

/** Whoever asked has its answer by then, or has none. */
const answerMs = 400;

/** Waiting for the answer of somebody who is asking, instead of asking as well. */
export function createJoining(options: JoiningOptions) {
  const { ledger, line, clock, underWay, settling, putOff } = options;
  const { classOneMs, inlineMs, callMs } = options.patience;
  const { now } = clock;

  /** How far ahead the turn is that another worker has noted; undefined when there is none, or its answer is here or overdue. */
  function findTurnAhead({ entry, turnClass }: LookUpCase): number | undefined {
    const { askingAtMs, answer } = entry;
    if (askingAtMs === undefined || (answer !== undefined && answer.askedAtMs >= askingAtMs))
      return undefined;
    const turn: LineTurn = { atMs: askingAtMs, turnClass, isProbe: true, from: 'line' };
    const delayMs = line.delayMs(turn);
    return delayMs > 0 || line.isGood(turn) ? delayMs : undefined;
  }

  /** This worker's own question, where all of the case happened before it was sent. */
  async function joinOwn(one: LookUpCase): Promise<boolean> {
    const knowledge = await underWay.get(one.sessionId);
    if (knowledge === undefined) return false;
    if (one.waiting.some(({ wanting }) => wanting.event.occurredAtMs > knowledge.fetchedAtMs)) return false;
    settling.answered(one, knowledge, false);
    return true;
  }

  return {
    /** Whether somebody is asking for the session, or is about to. */
    isAskedElsewhere(one: LookUpCase): boolean {
      return one.mayJoin && (underWay.has(one.sessionId) || findTurnAhead(one) !== undefined);
    },

    /** Waits for that answer. True when the case is settled, or waits elsewhere. */
    async join(one: LookUpCase, startedAtMs: number): Promise<boolean> {
      if (await joinOwn(one)) return true;
      const delayMs = findTurnAhead(one);
      if (delayMs === undefined) return false;
      if (delayMs > inlineMs) {
        if (one.turnClass !== 'one' || now() + delayMs > one.firstSeenAtMs + classOneMs) return false;
        await putOff(one, undefined, delayMs + answerMs);
        return one.waiting.length === 0;
      }
      await sleep(clock, Math.min(delayMs + answerMs, Math.max(0, startedAtMs + callMs - now())));
      const entries = await ledger.add([{ sessionId: one.sessionId, facts: [] }]);
      one.entry = entries.get(one.sessionId) ?? one.entry;
      return settling.served(one);
    },
  };
}
