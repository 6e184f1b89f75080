import type { Auth0Session } from '../session/session-outcome.ts';
import { toBounded } from './bound-event.ts';
import { readSession, type SessionReading } from './read-session.ts';

/** Sessions in work at one time are few; the cache that hands them out may hold a hundred thousand. */
const mostRemembered = 1_000;

/**
 * Reads each session once for all its events, as long as it is in use: the session cache hands out the same object.
 *
 * Two generations, the older dropped when the younger is full: bounded, and without the price that a `WeakMap` has at
 * every garbage collection.
 */
export function createSessionReader(
  allowedMetadata: ReadonlySet<string>,
): (session: Auth0Session) => SessionReading {
  let younger = new Map<Auth0Session, SessionReading>();
  let older = new Map<Auth0Session, SessionReading>();

  return function read(session) {
    const known = younger.get(session);
    if (known !== undefined) return known;
    const reading = older.get(session) ?? readSession(toBounded(session, allowedMetadata));
    if (younger.size >= mostRemembered) {
      older = younger;
      younger = new Map();
    }
    younger.set(session, reading);
    return reading;
  };
}
