import type { SignalReading } from './signal-reading.ts';

/** A span of time before the event, and where it began. */
export interface Age {
  /** Whole seconds. */
  readonly seconds: number;
  readonly sinceMs: number;
}

/** Clocks differ: what seems to lie this little after the event lies at it. */
const skewToleranceMs = 5_000;

/** The event itself usually counts as interaction, so a shorter span is no pause. */
const shortestIdleMs = 2_000;

export function toAuthAge(reading: SignalReading): Age | undefined {
  return toAge(reading, reading.session?.authenticatedAtMs);
}

/** Of the newest second factor. */
export function toMfaAge(reading: SignalReading): Age | undefined {
  return toAge(reading, reading.session?.methods?.newestMfaAtMs);
}

export function toSessionAge(reading: SignalReading): Age | undefined {
  return toAge(reading, reading.session?.createdAtMs);
}

export function toIdle({ session, event, isCurrent }: SignalReading): Age | undefined {
  // An answer from before the event does not know of uses in between.
  const sinceMs = isCurrent === false ? undefined : session?.lastInteractedAtMs;
  if (sinceMs === undefined || event.atMs === undefined) return undefined;
  const idleMs = event.atMs - sinceMs;
  return idleMs < shortestIdleMs ? undefined : { seconds: Math.floor(idleMs / 1_000), sinceMs };
}

function toAge({ event }: SignalReading, sinceMs: number | undefined): Age | undefined {
  if (sinceMs === undefined || event.atMs === undefined) return undefined;
  const ageMs = event.atMs - sinceMs;
  return ageMs < -skewToleranceMs ? undefined : { seconds: Math.max(Math.floor(ageMs / 1_000), 0), sinceMs };
}
