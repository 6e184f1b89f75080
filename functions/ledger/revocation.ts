import type { JsonObject } from '../log-event/log-event.ts';
import { readNumber, readObject } from '../log-event/read-value.ts';
import { readShownText } from '../log-event/shown-text.ts';

/** Whose sessions a call of the Management API ended. */
export type Revocation = { readonly sessionId: string } | { readonly userId: string };

const sessionPath = /^\/api\/v2\/sessions\/([^/?#]+)(\/revoke)?$/;
const userSessionsPath = /^\/api\/v2\/users\/([^/?#]+)\/sessions$/;

/**
 * Reads a `sapi` event: the session, or the user all of whose sessions, that a call deleted or revoked. Undefined for
 * every other call, and for one that was refused. The ID stands in `details.request.path` alone.
 */
export function readRevocation(details: JsonObject | undefined): Revocation | undefined {
  const request = readObject(details?.['request']);
  const method = readShownText(request?.['method'])?.toUpperCase();
  const path = readShownText(request?.['path']);
  const status = readNumber(readObject(details?.['response'])?.['statusCode']);
  if (path === undefined || (status !== undefined && (status < 200 || status > 299))) return undefined;

  const session = sessionPath.exec(path);
  if (session !== null && method === (session[2] === undefined ? 'DELETE' : 'POST')) {
    const sessionId = decode(session[1]);
    return sessionId === undefined ? undefined : { sessionId };
  }
  const userId = method === 'DELETE' ? decode(userSessionsPath.exec(path)?.[1]) : undefined;
  return userId === undefined ? undefined : { userId };
}

function decode(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
