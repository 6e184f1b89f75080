import { isUsableSessionId } from '../../session/session-id.ts';
import type { Auth0Session, LookUpSession } from '../../session/session-outcome.ts';

/**
 * Sessions of the simulated tenant for somebody's own events, read past the tenant's budget: a trial takes no turn from
 * live events, and is not counted among their look-ups.
 */
export function createTrialLookUp(
  findSession: (sessionId: string) => Auth0Session | undefined,
  now: () => number,
): LookUpSession {
  return async function lookUpForTrial(sessionId, occurredAtMs) {
    if (!isUsableSessionId(sessionId)) return { status: 'not_found', reason: 'malformed_id' };
    const session = findSession(sessionId);
    const fetchedAtMs = Math.max(now(), occurredAtMs);
    if (session === undefined) return { status: 'not_found', source: 'api', fetchedAtMs };
    return { status: 'enriched', session, source: 'api', fetchedAtMs };
  };
}
