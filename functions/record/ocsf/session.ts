import type { EventModel } from '../event-model.ts';
import type { OcsfSession } from './ocsf-record.ts';

/** The session as OCSF knows it: the rest of it lives in the enrichment. Undefined without a session ID. */
export function toSession({ sessionId, session, hostname, isMfa }: EventModel): OcsfSession | undefined {
  if (sessionId === undefined) return undefined;
  return {
    uid: sessionId,
    is_remote: true,
    issuer: hostname === undefined ? undefined : `https://${hostname}/`,
    created_time: session?.createdMs,
    expiration_time: session?.expiresMs,
    is_mfa: isMfa,
  };
}
