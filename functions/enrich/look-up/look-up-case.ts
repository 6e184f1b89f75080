import { type LineTurn, type TurnClass, turnClasses } from '../../ledger/line.ts';
import type { SessionEntry } from '../../ledger/session-ledger.ts';
import type { Showing } from './session-showing.ts';
import type { Settled, WantingEvent } from './wanting-event.ts';

/** An event for which Auth0 is to be asked. */
export interface WaitingEvent {
  readonly wanting: WantingEvent;
  readonly turnClass: TurnClass;
  readonly showing: Showing;
  readonly settle: (settled: Settled) => void;
}

/** All events of a batch that wait for one session. */
export interface LookUpCase {
  readonly sessionId: string;
  /** Those that are not settled, nor wait elsewhere. */
  readonly waiting: WaitingEvent[];
  /** The worthiest of theirs. */
  turnClass: TurnClass;
  entry: SessionEntry;
  readonly firstSeenAtMs: number;
  /** Another worker's answer may do. */
  mayJoin: boolean;
  /** A turn that has come with them. */
  held: { readonly turn: LineTurn; readonly deliveries: number } | undefined;
}

/** When a call began, and when it has to be over, in epoch milliseconds. */
export interface CallTimes {
  readonly startedAtMs: number;
  readonly endMs: number;
}

/** Keeps those of a case that are not settled. */
export function keepWaiting(one: LookUpCase, left: readonly WaitingEvent[]): void {
  one.waiting.splice(0, Infinity, ...left);
}

/** Puts an event to the others of its session. */
export function addToCases(
  cases: Map<string, LookUpCase>,
  waiting: WaitingEvent,
  { entry, startedAtMs }: { readonly entry: SessionEntry; readonly startedAtMs: number },
): void {
  const { event, returned } = waiting.wanting;
  const sessionId = event.sessionId ?? '';
  const turn = returned?.place.turn;
  const held = turn && { turn, deliveries: returned.deliveries };
  const known = cases.get(sessionId);
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
    return;
  }
  known.waiting.push(waiting);
  known.turnClass = toWorthier(known.turnClass, waiting.turnClass);
  known.held ??= held;
}

export function toWorthier(one: TurnClass, other: TurnClass): TurnClass {
  return turnClasses.indexOf(one) <= turnClasses.indexOf(other) ? one : other;
}
