import type { ClosedReason, LinePlan, TurnClass } from './line.ts';
import { turnClasses } from './line.ts';

/** The one item that is the line. Times in epoch milliseconds of the line's clock. */
export interface LineState {
  /** The theoretical arrival time of GCRA: when the burst is whole again. */
  readonly tatMs: number;
  readonly closedUntilMs: number;
  readonly reason: ClosedReason | undefined;
  /** Closings since it was last open: while there are any, requests go one by one, as probes. */
  readonly strikes: number;
  /** When the newest probe was given out. */
  readonly probedAtMs: number;
}

export const openLine: LineState = {
  tatMs: 0,
  closedUntilMs: 0,
  reason: undefined,
  strikes: 0,
  probedAtMs: 0,
};

/** Turns are perishable: what stalls must not fire all at once when it goes on. */
export const perishAfterMs = 3_000;
/** A probe whose answer nobody knows by then has perished, and so has its request. */
export const probeMs = 5_000;
const lookAgainMs = 500;
const longestClosedMs = 30_000;
const mostStretches = 6;
const stretch = 1.5;
const shortestClosedMs = 1_000;

export function toIntervalMs({ ratePerSecond }: LinePlan): number {
  return 1_000 / ratePerSecond;
}

/** How far TAT may run ahead of a turn: the burst but for the turn itself. */
export function toToleranceMs(plan: LinePlan): number {
  return (plan.burst - 1) * toIntervalMs(plan);
}

/** How far ahead of now TAT may be for a turn of the class. */
function toMostAheadMs(plan: LinePlan, turnClass: TurnClass): number {
  const limit = plan.classes[turnClass];
  return 'waitMs' in limit ? limit.waitMs + toToleranceMs(plan) : limit.burstShare * toToleranceMs(plan);
}

/** Turns that fit. They are given out by one update, which holds whatever others have done meanwhile. */
export interface Grant {
  /** By place among the wants. */
  readonly granted: readonly number[];
  /** The highest TAT before it at which each of them is still within its limit. */
  readonly mostTatMs: number;
}

/** What fits into the line as it is: the worthiest first, first come, first served within a class. */
export function planGrant(plan: LinePlan, wants: readonly TurnClass[], tatMs: number, nowMs: number): Grant {
  const intervalMs = toIntervalMs(plan);
  const granted: number[] = [];
  let mostTatMs = Infinity;
  for (const index of toWorthiest(wants)) {
    const mostMs = nowMs + toMostAheadMs(plan, wants[index]!) - granted.length * intervalMs;
    if (Math.max(tatMs, nowMs) > mostMs) continue;
    granted.push(index);
    mostTatMs = Math.min(mostTatMs, mostMs);
  }
  return { granted, mostTatMs };
}

/**
 * Whose turn is the probe. It goes at once, whatever lies ahead: none of the turns that were given before is good until its
 * answer has come, and behind them it would come as late as they are many.
 */
export function toProbe(wants: readonly TurnClass[]): readonly number[] {
  return toWorthiest(wants).slice(0, 1);
}

function toWorthiest(wants: readonly TurnClass[]): number[] {
  const rank = (index: number) => turnClasses.indexOf(wants[index]!);
  return wants.map((_want, index) => index).sort((a, b) => rank(a) - rank(b) || a - b);
}

/** When `count` turns may be used, in their order, if TAT was `tatMs` before them. */
export function toTurnTimes(plan: LinePlan, count: number, tatMs: number, nowMs: number): number[] {
  const intervalMs = toIntervalMs(plan);
  const toleranceMs = toToleranceMs(plan);
  const fromMs = Math.max(tatMs, nowMs);
  return Array.from({ length: count }, (_one, index) =>
    Math.max(nowMs, fromMs + index * intervalMs - toleranceMs),
  );
}

/** For how long nobody else may ask, 0: not at all. A probe is mostly answered long before it perishes: look again. */
export function toClosedForMs({ closedUntilMs, strikes, probedAtMs }: LineState, nowMs: number): number {
  if (closedUntilMs > nowMs) return closedUntilMs - nowMs;
  const perishesInMs = strikes > 0 ? probedAtMs + probeMs - nowMs : 0;
  return Math.max(0, Math.min(perishesInMs, lookAgainMs));
}

/** For how long a refusal or a low remaining closes the line: as long as Auth0 says, and longer each time. */
export function toClosedMs(askedForMs: number, strikes: number): number {
  const stretched = Math.max(shortestClosedMs, askedForMs) * stretch ** Math.min(mostStretches, strikes);
  return Math.max(Math.min(longestClosedMs, stretched), Math.min(askedForMs, 3_600_000));
}

/** After a closing there is no burst, but one turn, then one an interval. */
export function toTatAfterClosing(plan: LinePlan, state: LineState, closedUntilMs: number): number {
  return Math.max(state.tatMs, closedUntilMs + toToleranceMs(plan));
}
