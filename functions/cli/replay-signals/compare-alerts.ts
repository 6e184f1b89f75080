import {
  type Alert,
  type AlertSide,
  listAlerts,
  type TalliedAlerts,
  toFirstMs,
  toLevel,
} from './alert-tally.ts';

/** A number of each side. */
export type Pair = readonly [number, number];

/** What two settings make of the same events. Times are ISO 8601, days UTC. */
export interface AlertComparison {
  readonly events: number;
  readonly days: number;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly alerts: Pair;
  /** Concerned by at least one alert. */
  readonly sessions: Pair;
  readonly users: Pair;
  readonly byDay: readonly { readonly day: string; readonly alerts: Pair }[];
  readonly bySignal: readonly {
    readonly signal: string;
    readonly alerts: Pair;
    /** Of B alone. */
    readonly new: number;
    /** Of A alone. */
    readonly silent: number;
    /** Of both, with another severity. */
    readonly changed: number;
  }[];
  /** The first of each, in order of time. */
  readonly new: readonly ListedAlert[];
  readonly silent: readonly ListedAlert[];
  readonly changed: readonly ListedAlert[];
}

export interface ListedAlert {
  readonly time: string;
  readonly signal: string;
  /** `medium`; `medium to high` where it changed. */
  readonly level: string;
  readonly session_id: string | undefined;
  readonly user_id: string | undefined;
}

const dayMs = 86_400_000;

/** Pure: the same alerts give the same comparison. `listed`: so many alerts of each list. */
export function compareAlerts(tallied: TalliedAlerts, listed: number): AlertComparison {
  const alerts = listAlerts(tallied);
  const { events, firstAtMs, lastAtMs } = tallied;
  const isIn = (side: 0 | 1) => (alert: Alert) => alert.sides[side] !== undefined;
  const toPair = (count: (side: 0 | 1) => number): Pair => [count(0), count(1)];
  const distinct = (side: 0 | 1, read: (alert: Alert) => string | undefined) =>
    new Set(alerts.filter(isIn(side)).map(read).filter(Boolean)).size;
  return {
    events,
    days:
      firstAtMs === undefined || lastAtMs === undefined
        ? 0
        : toDayNumber(lastAtMs) - toDayNumber(firstAtMs) + 1,
    from: firstAtMs === undefined ? undefined : toIso(firstAtMs),
    to: lastAtMs === undefined ? undefined : toIso(lastAtMs),
    alerts: toPair((side) => alerts.filter(isIn(side)).length),
    sessions: toPair((side) => distinct(side, ({ sessionId }) => sessionId)),
    users: toPair((side) => distinct(side, ({ userId }) => userId)),
    byDay: toDays(alerts),
    bySignal: toSignals(alerts),
    new: toList(alerts.filter(isNew), listed),
    silent: toList(alerts.filter(isSilent), listed),
    changed: toList(alerts.filter(isChanged), listed),
  };
}

function isNew({ sides: [before, after] }: Alert): boolean {
  return before === undefined && after !== undefined;
}

function isSilent({ sides: [before, after] }: Alert): boolean {
  return before !== undefined && after === undefined;
}

function isChanged({ sides: [before, after] }: Alert): boolean {
  return before !== undefined && after !== undefined && before.severity !== after.severity;
}

function toDays(alerts: readonly Alert[]): AlertComparison['byDay'] {
  const days = new Map<string, [number, number]>();
  for (const { sides } of alerts) {
    for (const side of [0, 1] as const) {
      const one = sides[side];
      if (one === undefined) continue;
      const day = toIso(one.atMs).slice(0, 10);
      const counts = days.get(day) ?? [0, 0];
      counts[side] += 1;
      days.set(day, counts);
    }
  }
  return inOrder(days).map(([day, counts]) => ({ day, alerts: counts }));
}

function toSignals(alerts: readonly Alert[]): AlertComparison['bySignal'] {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const group = groups.get(alert.signal);
    if (group === undefined) groups.set(alert.signal, [alert]);
    else group.push(alert);
  }
  return inOrder(groups).map(([signal, ofSignal]) => ({
    signal,
    alerts: [
      ofSignal.filter(({ sides }) => sides[0] !== undefined).length,
      ofSignal.filter(({ sides }) => sides[1] !== undefined).length,
    ],
    new: ofSignal.filter(isNew).length,
    silent: ofSignal.filter(isSilent).length,
    changed: ofSignal.filter(isChanged).length,
  }));
}

function inOrder<Value>(map: ReadonlyMap<string, Value>): (readonly [string, Value])[] {
  return [...map].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

function toList(alerts: readonly Alert[], listed: number): readonly ListedAlert[] {
  return alerts.slice(0, listed).map((alert) => ({
    time: toIso(toFirstMs(alert)),
    signal: alert.signal,
    level: toLevelText(alert.sides),
    session_id: alert.sessionId,
    user_id: alert.userId,
  }));
}

function toLevelText(sides: readonly (AlertSide | undefined)[]): string {
  return [...new Set(sides.filter((side) => side !== undefined).map(toLevel))].join(' to ');
}

function toIso(atMs: number): string {
  return new Date(atMs).toISOString();
}

function toDayNumber(atMs: number): number {
  return Math.floor(atMs / dayMs);
}
