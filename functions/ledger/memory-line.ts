import type { ClosedReason, LinePlan, LookUpLine, Reserved, LineTurn, TurnClass } from './line.ts';
import {
  type LineState,
  openLine,
  perishAfterMs,
  planGrant,
  toClosedForMs,
  toClosedMs,
  toIntervalMs,
  toProbe,
  toTatAfterClosing,
  toTurnTimes,
} from './line-state.ts';

export interface MemoryLineOptions {
  readonly plan: LinePlan;
  readonly now: () => number;
  /** `share`: it stands in for the line, with a part of its budget, and begins without a burst. @default 'line' */
  readonly from?: LineTurn['from'];
}

/**
 * The line in one process: for `npm start` and the command line, for a simulation in virtual time (one for all its workers),
 * and, as a share of the budget, wherever the table is out of reach.
 */
export function createMemoryLine({ plan, now, from = 'line' }: MemoryLineOptions): LookUpLine {
  // The burst may have been spent by whoever had the line before.
  let state: LineState =
    from === 'share' ? { ...openLine, tatMs: now() + plan.burst * toIntervalMs(plan) } : openLine;

  function closed(nowMs: number): Extract<Reserved, { status: 'closed' }> | undefined {
    const forMs = toClosedForMs(state, nowMs);
    return forMs > 0 ? { status: 'closed', reason: state.reason ?? 'http_429', forMs } : undefined;
  }

  function reserve(wants: readonly TurnClass[]): Reserved[] {
    const nowMs = now();
    const isClosed = closed(nowMs);
    if (isClosed !== undefined) return wants.map(() => isClosed);
    const isProbe = state.strikes > 0;
    const given = isProbe ? toProbe(wants) : planGrant(plan, wants, state.tatMs, nowMs).granted;
    const times = isProbe ? [nowMs] : toTurnTimes(plan, given.length, state.tatMs, nowMs);
    if (given.length > 0) {
      state = {
        ...state,
        tatMs: Math.max(state.tatMs, nowMs) + given.length * toIntervalMs(plan),
        ...(isProbe && { probedAtMs: nowMs }),
      };
    }
    const afterProbe = closed(now()) ?? { status: 'full' as const };
    return wants.map((turnClass, index) => {
      const place = given.indexOf(index);
      const atMs = times[place];
      if (atMs === undefined) return afterProbe;
      return { status: 'turn', turn: { atMs, turnClass, isProbe, from } };
    });
  }

  function close(reason: ClosedReason, forMs: number): void {
    const closedUntilMs = now() + forMs;
    if (closedUntilMs <= state.closedUntilMs) return;
    const tatMs = toTatAfterClosing(plan, state, closedUntilMs);
    state = { ...state, tatMs, closedUntilMs, reason, strikes: state.strikes + 1, probedAtMs: 0 };
  }

  function isGood(turn: LineTurn): boolean {
    const nowMs = now();
    return turn.atMs <= nowMs && nowMs - turn.atMs <= perishAfterMs && !isClosedFor(turn, nowMs);
  }

  /** A probe is what the closing waits for. */
  function isClosedFor(turn: LineTurn, nowMs: number): boolean {
    return state.closedUntilMs > nowMs || (state.strikes > 0 && !turn.isProbe);
  }

  return {
    reserve: async (wants) => reserve(wants),
    // Timers count whole milliseconds, and may be one early: a turn that is asked for before its time is lost.
    delayMs: ({ atMs }) => (atMs <= now() ? 0 : Math.ceil(atMs - now()) + 1),
    isGood,
    async redeem(turn, deliveries) {
      const nowMs = now();
      if (deliveries > 1 || nowMs - turn.atMs > perishAfterMs) return { status: 'perished' };
      if (!isClosedFor(turn, nowMs)) return { status: 'good' };
      return closed(nowMs) ?? { status: 'perished' };
    },
    async settle(turn, { status, spare = 0, retryInMs = 0 }) {
      // Asked before the last closing: its refusal says nothing new, its answer nothing of now.
      if (turn.atMs < state.closedUntilMs) return;
      if (status === 'refused') close('http_429', toClosedMs(retryInMs, state.strikes));
      else if (status === 'answered' && spare < 0) {
        close('low_remaining', toClosedMs(-spare * toIntervalMs(plan), state.strikes));
      } else if (status === 'answered' && state.strikes > 0) {
        state = { ...state, strikes: 0, probedAtMs: 0, reason: undefined };
      }
    },
    async close(reason, forMs) {
      close(reason, forMs);
    },
  };
}
