import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import { toSessionAtEvent } from '../../../functions/session/session-at-event.ts';
import type { Auth0Session, SessionOutcome } from '../../../functions/session/session-outcome.ts';

/** A look-up's outcome as records and signals may tell it of an event. */
export interface OutcomeAtEvent {
  /** With the session as it was at the event. */
  readonly outcome: SessionOutcome;
  /** The session as it was read; undefined where it is still as it was at the event. */
  readonly asRead: Auth0Session | undefined;
}

/** The one place where a session that was read becomes the session of an event. */
export function toOutcomeAtEvent(
  outcome: SessionOutcome,
  { type, occurredAtMs }: Pick<LogEvent, 'type' | 'occurredAtMs'>,
): OutcomeAtEvent {
  const { session, fetchedAtMs } = outcome;
  if (session === undefined || fetchedAtMs === undefined) return { outcome, asRead: undefined };
  const atEvent = toSessionAtEvent({ session, fetchedAtMs }, { type, occurredAtMs });
  return atEvent === session
    ? { outcome, asRead: undefined }
    : { outcome: { ...outcome, session: atEvent }, asRead: session };
}
