import type { Auth0Session } from '../../session/session-outcome.ts';
import { rememberByObject } from '../../signals/remember-by-object.ts';
import { toBounded } from '../text/bound-event.ts';
import { readSession, type SessionReading } from './read-session.ts';

/** Reads each session once for all its events, as long as it is in use: the session cache hands out the same object. */
export function createSessionReader(
  allowedMetadata: ReadonlySet<string>,
): (session: Auth0Session) => SessionReading {
  return rememberByObject((session: Auth0Session) => readSession(toBounded(session, allowedMetadata)));
}
