import { readShownText } from '../../log-event/shown-text.ts';
import { type FindingLevel, type RiskLevel, riskLevels } from '../../signals/risk-level.ts';
import type { Raising } from '../../signals/raising.ts';
import type { JudgedEvent } from './judge-events.ts';

/** An alert as the finding is: a session and a signal, once. Undefined sides raise none. */
export interface Alert {
  readonly signal: string;
  readonly sessionId: string | undefined;
  readonly userId: string | undefined;
  readonly sides: [AlertSide | undefined, AlertSide | undefined];
}

export interface AlertSide {
  /** Of the first event that raised it at the level. */
  readonly atMs: number;
  /** The highest. */
  readonly severity: number;
}

/** What came of some events. Plain data, which goes from one process to another. */
export interface TalliedAlerts {
  readonly events: number;
  /** Of the events; undefined without one. */
  readonly firstAtMs: number | undefined;
  readonly lastAtMs: number | undefined;
  /** By session and signal. */
  readonly alerts: ReadonlyMap<string, Alert>;
}

export interface AlertTally {
  add(judged: JudgedEvent): void;
  readonly events: number;
  end(): TalliedAlerts;
}

/** Counts alerts from each side's own level on. Takes memory for each alert, and none for an event without. */
export function createAlertTally(levels: readonly [FindingLevel, FindingLevel]): AlertTally {
  const least = levels.map((level) => riskLevels.indexOf(level) + 1) as [number, number];
  const alerts = new Map<string, Alert>();
  let events = 0;
  let firstAtMs: number | undefined;
  let lastAtMs: number | undefined;

  function note(side: 0 | 1, { event, raised }: JudgedEvent): void {
    for (const told of toTold(event.sessionId, event.occurredAtMs, raised[side])) {
      if (told.severity < least[side]) continue;
      // Without a session each event is a case of its own.
      const key = `${told.signal} ${told.sessionId ?? event.logId}`;
      const alert: Alert = alerts.get(key) ?? {
        signal: told.signal,
        sessionId: told.sessionId,
        userId: readShownText(event.data['user_id']),
        sides: [undefined, undefined],
      };
      const before = alert.sides[side];
      alert.sides[side] = {
        atMs: Math.min(before?.atMs ?? told.atMs, told.atMs),
        severity: Math.max(before?.severity ?? told.severity, told.severity),
      };
      alerts.set(key, alert);
    }
  }

  return {
    add(judged) {
      const { occurredAtMs } = judged.event;
      events += 1;
      firstAtMs = Math.min(firstAtMs ?? occurredAtMs, occurredAtMs);
      lastAtMs = Math.max(lastAtMs ?? occurredAtMs, occurredAtMs);
      note(0, judged);
      note(1, judged);
    },
    get events() {
      return events;
    },
    end: () => ({ events, firstAtMs, lastAtMs, alerts }),
  };
}

/** Several parts of the events as one; the parts share no session. */
export function mergeTallied(parts: readonly TalliedAlerts[]): TalliedAlerts {
  const times = parts.flatMap(({ firstAtMs, lastAtMs }) => [firstAtMs, lastAtMs]).filter(isKnown);
  return {
    events: parts.reduce((sum, { events }) => sum + events, 0),
    firstAtMs: times.length === 0 ? undefined : Math.min(...times),
    lastAtMs: times.length === 0 ? undefined : Math.max(...times),
    alerts: new Map(parts.flatMap(({ alerts }) => [...alerts])),
  };
}

function isKnown(atMs: number | undefined): atMs is number {
  return atMs !== undefined;
}

/** By when either side first raised it. */
export function listAlerts({ alerts }: TalliedAlerts): readonly Alert[] {
  return [...alerts].toSorted(compareAlerts).map(([, alert]) => alert);
}

interface Told {
  readonly signal: string;
  readonly severity: number;
  readonly sessionId: string | undefined;
  readonly atMs: number;
}

/** What the event raises, and what later events raise only now that it has come. */
function toTold(sessionId: string | undefined, atMs: number, { evidence, incidents }: Raising): Told[] {
  return [
    ...evidence.map(({ signal, severity_id }) => ({ signal, severity: severity_id, sessionId, atMs })),
    ...incidents.map(({ signal, severity_id, session_id, time }) => ({
      signal,
      severity: severity_id,
      sessionId: session_id,
      atMs: Date.parse(time),
    })),
  ];
}

export function toFirstMs({ sides }: Alert): number {
  return Math.min(sides[0]?.atMs ?? Infinity, sides[1]?.atMs ?? Infinity);
}

function compareAlerts([oneKey, one]: [string, Alert], [otherKey, other]: [string, Alert]): number {
  return toFirstMs(one) - toFirstMs(other) || (oneKey < otherKey ? -1 : 1);
}

/** For people: `medium`. */
export function toLevel({ severity }: AlertSide): RiskLevel {
  return riskLevels[severity - 1] ?? 'info';
}
