import type { End } from '../../ledger/fact.ts';
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
  const { session, isCurrent, event } = reading;
  const { atMs } = event;
  const expiresAtMs = session?.expiresAtMs ?? Infinity;
  // Each use moves it on: an answer from before the event does not know of those in between.
  const idleExpiresAtMs = (isCurrent === false ? undefined : session?.idleExpiresAtMs) ?? Infinity;
  const told = toToldEnd(reading);
  const endsAtMs = Math.min(expiresAtMs, idleExpiresAtMs, told?.atMs ?? Infinity);
  if (atMs === undefined || endsAtMs === Infinity) return undefined;
  const isBeforeEvent = endsAtMs < atMs - endToleranceMs;
  return { field: toField(endsAtMs, expiresAtMs, told), endsAtMs, eventAtMs: atMs, isBeforeEvent };
}

/** By a log event: a logout, a revocation, or a call of the Management API that ended it or all of its user's sessions. */
function toToldEnd({ past, session, event }: SignalReading): End | undefined {
  const before = ({ atMs }: End) => event.atMs !== undefined && atMs < event.atMs;
  const own = past?.session?.view.ends.find(before);
  const begunAtMs = session?.createdAtMs ?? past?.session?.beginning?.atMs;
  const ofUser =
    begunAtMs === undefined
      ? undefined
      : past?.user?.view.ends.find((end) => end.atMs > begunAtMs && before(end));
  if (own === undefined || ofUser === undefined) return own ?? ofUser;
  return own.atMs <= ofUser.atMs ? own : ofUser;
}

const endFields = {
  logout: 'log event slo',
  revoked: 'log event session_revoked',
  api: 'log event sapi',
} as const;

function toField(endsAtMs: number, expiresAtMs: number, told: End | undefined): string {
  if (endsAtMs === told?.atMs) return endFields[told.by];
  return endsAtMs === expiresAtMs ? 'expires_at' : 'idle_expires_at';
}
