import type { EventModel } from '../event-model.ts';
import type { OcsfSession } from './ocsf-record.ts';

/** The session as OCSF knows it: the rest of it lives in the enrichment. Undefined without a session ID. */
export function toSession({
  sessionId,
  session,
  hostname,
}: Pick<EventModel, 'sessionId' | 'session' | 'hostname'>): OcsfSession | undefined {
  if (sessionId === undefined) return undefined;
  const result: OcsfSession = { uid: sessionId, is_remote: true };
  if (hostname !== undefined) result.issuer = toIssuer(hostname);
  if (session === undefined) return result;
  if (session.createdMs !== undefined) result.created_time = session.createdMs;
  if (session.expiresMs !== undefined) result.expiration_time = session.expiresMs;
  if (session.isMfa !== undefined) result.is_mfa = session.isMfa;
  return result;
}

let lastHostname = '';
let lastIssuer = '';

/** A tenant has few host names, so the last one nearly always is the next one. */
function toIssuer(hostname: string): string {
  if (hostname !== lastHostname) {
    lastHostname = hostname;
    lastIssuer = `https://${hostname}/`;
  }
  return lastIssuer;
}
