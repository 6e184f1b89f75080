import type { Auth0Session } from './session-outcome.ts';

/**
 * The answer to a question for one session, or undefined if it is none.
 *
 * Tolerant: every field is optional, and a field of the wrong type is kept as it came, for readers check what they
 * use. Not tolerated is an answer about another session, or one that has nothing of a session (a proxy's
 * `{"status":"ok"}`): it would be written into a security record as fact. Plain checks, because a schema library would
 * cost every cold start more than this function ever does.
 */
export function parseSession(answer: unknown, sessionId: string): Auth0Session | undefined {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined;
  const { id } = answer as Auth0Session;
  if (id === undefined || id === null) {
    return knownFields.some((field) => field in answer) ? (answer as Auth0Session) : undefined;
  }
  return id === sessionId ? (answer as Auth0Session) : undefined;
}

const knownFields = [
  'user_id',
  'created_at',
  'updated_at',
  'authenticated_at',
  'idle_expires_at',
  'expires_at',
  'device',
  'clients',
  'authentication',
] as const;
