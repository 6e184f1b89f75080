import { readRevocation } from '../../ledger/revocation.ts';
import type { LogEvent } from '../../log-event/log-event.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';

/** Whom an event is about. */
export interface Concerned {
  readonly sessionId: string | undefined;
  readonly userId: string | undefined;
  readonly logId: string;
}

/** A call of the Management API is about the session or user that it ended, and not about its caller's. */
export function toConcerned({ logId, type, sessionId, data }: LogEvent): Concerned {
  const revocation = type === 'sapi' ? readRevocation(readObject(data['details'])) : undefined;
  if (revocation === undefined) return { logId, sessionId, userId: readShownText(data['user_id']) };
  return 'sessionId' in revocation
    ? { logId, sessionId: revocation.sessionId, userId: undefined }
    : { logId, sessionId: undefined, userId: revocation.userId };
}

/** Texts that may say it in other words: an escape, a record of ours, a session event, a call of the Management API. */
const otherwise = ['\\', '"class_uid"', '"ecs"', '"sid"', '"sapi"'];

/**
 * The same of an event that is still text, for a twentieth of what reading it costs. Undefined where the text does not make it plain:
 * each ID stands there once, or as often as one likes with the same value.
 */
export function findConcerned(text: string): Concerned | undefined {
  if (otherwise.some((one) => text.includes(one))) return undefined;
  const logId = findOnly(text, '"log_id"');
  const sessionId = findOnly(text, '"session_id"');
  const userId = findOnly(text, '"user_id"');
  if (logId === undefined || logId === '' || sessionId === undefined || userId === undefined)
    return undefined;
  return { logId, sessionId: readShownText(sessionId), userId: readShownText(userId) };
}

/** What a key has for its value wherever it stands; empty where it stands nowhere, undefined where that is not one text. */
function findOnly(text: string, key: string): string | undefined {
  let found: string | undefined;
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + key.length)) {
    const start = at + key.length;
    if (!text.startsWith(':"', start)) return undefined;
    const end = text.indexOf('"', start + 2);
    const value = text.slice(start + 2, end);
    if (end < 0 || (found !== undefined && found !== value)) return undefined;
    found = value;
  }
  return found ?? '';
}
