import { toPlausibleMs } from '../../log-event/read-time.ts';
import type { SignalReading } from './signal-reading.ts';

/** Clocks differ, and Auth0 calls the deletion of sessions eventually consistent. */
const endToleranceMs = 60_000;

/** The first known end of the session, and whether the event came after it. */
export interface SessionEnd {
  readonly field: string;
  readonly endsAtMs: number;
  readonly eventAtMs: number;
  readonly isBeforeEvent: boolean;
}

/** Undefined when no end is known, or when the event's time is not. */
export function toSessionEnd(reading: SignalReading): SessionEnd | undefined {
  const { session, earlier, isCurrent, event } = reading;
  const { atMs } = event;
  const expiresAtMs = session?.expiresAtMs ?? Infinity;
  // Each use moves it on: an answer from before the event does not know of those in between.
  const idleExpiresAtMs = (isCurrent === false ? undefined : session?.idleExpiresAtMs) ?? Infinity;
  const earlierEndMs = toPlausibleMs(earlier?.endsAtMs) ?? Infinity;
  const endsAtMs = Math.min(expiresAtMs, idleExpiresAtMs, earlierEndMs);
  if (atMs === undefined || endsAtMs === Infinity) return undefined;
  const isBeforeEvent = endsAtMs < atMs - endToleranceMs;
  return { field: toField(endsAtMs, expiresAtMs, idleExpiresAtMs), endsAtMs, eventAtMs: atMs, isBeforeEvent };
}

function toField(endsAtMs: number, expiresAtMs: number, idleExpiresAtMs: number): string {
  if (endsAtMs === expiresAtMs) return 'expires_at';
  return endsAtMs === idleExpiresAtMs ? 'idle_expires_at' : 'earlier event';
}
