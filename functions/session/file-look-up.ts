import { readTimeMs } from '../log-event/read-time.ts';
import { parseSession } from './auth0-session.ts';
import { isUsableSessionId } from './session-id.ts';
import type { Auth0Session, LookUpSession } from './session-outcome.ts';

/**
 * Sessions from a file instead of Auth0: an array of answers of `GET /api/v2/sessions/{id}`; any other ID is not found.
 *
 * Deterministic: a session counts as fetched when it was last updated, but never before the event it is used for.
 * Throws when the value is no such array, naming the element by its position, counted from 1.
 */
export function createFileLookUp(sessions: unknown): LookUpSession {
  if (!Array.isArray(sessions)) {
    throw new TypeError(`wrong sessions: expected a JSON array of sessions, got ${nameType(sessions)}`);
  }
  const byId = new Map<string, Auth0Session>();
  sessions.forEach((element: unknown, index) => {
    const id = (element as Auth0Session | null | undefined)?.id;
    if (typeof id !== 'string' || id === '' || parseSession(element, id) === undefined) {
      const type = nameType(element);
      throw new TypeError(
        `wrong sessions: element ${index + 1}: expected an object with an id, got ${type}${type === 'an object' ? ' without one' : ''}`,
      );
    }
    byId.set(id, element as Auth0Session);
  });

  return async function lookUpInFile(sessionId, occurredAtMs, { mode = 'fetch' } = {}) {
    if (sessionId === '') return { status: 'no_session_id' };
    if (!isUsableSessionId(sessionId)) return { status: 'not_found', reason: 'malformed_id' };
    if (mode === 'cache_only' && !byId.has(sessionId)) return { status: 'skipped', reason: 'cache_only' };
    const session = byId.get(sessionId);
    if (session === undefined) return { status: 'not_found', source: 'api', fetchedAtMs: occurredAtMs };
    const fetchedAtMs = Math.max(occurredAtMs, readTimeMs(session.updated_at) ?? occurredAtMs);
    return { status: 'enriched', session, source: 'api', fetchedAtMs };
  };
}

function nameType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
