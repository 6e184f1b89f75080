import type { JsonObject, LogEvent } from '../log-event/log-event.ts';
import { readLogIdTime, readTimeMs } from '../log-event/read-time.ts';
import { readObject } from '../log-event/read-value.ts';
import { readShownText } from '../log-event/shown-text.ts';
import type { FactorStep, LedgerFact } from './fact.ts';
import { toTexts } from './fact-codec.ts';
import { type FactSettings, toStored } from './fact-settings.ts';
import type { FactText } from './fact-text.ts';
import { isFactorType, toFactorMethod, toFactorStep } from './factor-facts.ts';
import { readPrompts } from './prompts.ts';
import { readRevocation } from './revocation.ts';
import { isSightingType, isUseType, toExchange, toSighting } from './sighting-facts.ts';

/** What one event adds to the ledger. */
export interface EventFacts {
  readonly session: { readonly sessionId: string; readonly facts: readonly FactText[] } | undefined;
  readonly user: { readonly userId: string; readonly facts: readonly LedgerFact[] } | undefined;
}

/** In bytes. */
const longestClientId = 64;
/** Auth0's have 32 and some 30 characters; what is longer was made up by somebody, and is not worth an item. */
const longestId = 256;

const delegatedTypes: ReadonlySet<string> = new Set(['sdel', 'sdelsa', 'sdeleacft']);
const ends: { readonly [type: string]: 'logout' | 'revoked' } = { slo: 'logout', session_revoked: 'revoked' };
/** Others that tell something of a user. */
const userTypes: ReadonlySet<string> = new Set(['sapi', 'scp', 'my_account_authentication_method_succeeded']);

const nothing: EventFacts = { session: undefined, user: undefined };

/**
 * A log event as facts, each of which says when. The same event gives the same facts, on every delivery and by every
 * worker; an event that does not say when it happened gives none.
 *
 * Only what Auth0's log says for sure: `docs/decisions/0020` has the table of types and fields.
 */
export function toEventFacts(event: LogEvent, settings: FactSettings): EventFacts {
  const { data, type } = event;
  const atMs = readTimeMs(data['date']) ?? readLogIdTime(event.logId);
  if (atMs === undefined || type === undefined) return nothing;
  const details = readObject(data['details']);
  if (type === 'sapi') return toRevocationFacts(details, atMs);

  const factor = toFactorStep(event, type, details, atMs);
  const facts = toSessionFacts(event, type, details, atMs, settings);
  if (factor !== undefined) facts.push(factor);
  return {
    session: toSession(event.sessionId, facts),
    user: toUser(readShownText(data['user_id']), toUserFacts(type, factor, atMs)),
  };
}

/**
 * What {@link toEventFacts} has for the user, and whose session it is about, without the rest: most events have nothing, and
 * looking for it alone is cheap.
 */
export function toEventFactsOfUser(event: LogEvent): {
  readonly sessionId: string | undefined;
  readonly user: EventFacts['user'];
} {
  const { data, type, sessionId } = event;
  const isTelling = type !== undefined && (isFactorType(type) || userTypes.has(type));
  if (!isTelling) return { sessionId, user: undefined };
  const atMs = readTimeMs(data['date']) ?? readLogIdTime(event.logId);
  if (atMs === undefined) return { sessionId, user: undefined };
  const details = readObject(data['details']);
  if (type === 'sapi') {
    const { session, user } = toRevocationFacts(details, atMs);
    return { sessionId: session?.sessionId ?? sessionId, user };
  }
  const facts = toUserFacts(type, toFactorStep(event, type, details, atMs), atMs);
  return { sessionId, user: toUser(readShownText(data['user_id']), facts) };
}

function toSession(sessionId: string | undefined, facts: readonly LedgerFact[]): EventFacts['session'] {
  return isWorthAnItem(sessionId, facts) ? { sessionId, facts: toTexts(facts) } : undefined;
}

function toUser(userId: string | undefined, facts: readonly LedgerFact[]): EventFacts['user'] {
  return isWorthAnItem(userId, facts) ? { userId, facts } : undefined;
}

function isWorthAnItem(id: string | undefined, facts: readonly LedgerFact[]): id is string {
  return id !== undefined && id.length <= longestId && facts.length > 0;
}

function toRevocationFacts(details: JsonObject | undefined, atMs: number): EventFacts {
  const revocation = readRevocation(details);
  if (revocation === undefined) return nothing;
  const facts: LedgerFact[] = [{ kind: 'end', atMs, by: 'api' }];
  return 'sessionId' in revocation
    ? { session: toSession(revocation.sessionId, facts), user: undefined }
    : { session: undefined, user: toUser(revocation.userId, facts) };
}

/** What a user's own item keeps of an event; networks and pairs of them follow from the session's view. */
function toUserFacts(type: string, factor: FactorStep | undefined, atMs: number): LedgerFact[] {
  if (factor !== undefined) return [factor];
  return type === 'scp' ? [{ kind: 'password', atMs }] : [];
}

function toSessionFacts(
  event: LogEvent,
  type: string,
  details: JsonObject | undefined,
  atMs: number,
  settings: FactSettings,
): LedgerFact[] {
  if (event.sessionId === undefined) return [];
  const facts: LedgerFact[] = [];
  const isUse = isUseType(type);
  const prompts = readPrompts(isUse ? details : undefined);
  if (isSightingType(type)) facts.push(...toSighting(event, type, prompts, atMs, settings));
  if (isUse) {
    const clientId = toStored('client_id', event.data['client_id'], longestClientId, settings);
    if (clientId !== undefined) facts.push({ kind: 'client', atMs, clientId });
    for (const { name, completedAtMs } of prompts.methods) {
      facts.push({ kind: 'method', atMs: completedAtMs, name, type: undefined });
    }
  }
  const method = toFactorMethod(type, details, atMs);
  if (method !== undefined) facts.push(method);
  const by = Object.hasOwn(ends, type) ? ends[type] : undefined;
  if (by !== undefined) facts.push({ kind: 'end', atMs, by });
  if (delegatedTypes.has(type)) {
    const actor = readShownText(readObject(details?.['actor'])?.['sub']);
    facts.push({ kind: 'delegation', atMs, actor: actor === undefined ? undefined : settings.toKey(actor) });
  }
  if (type === 'sertft') facts.push(...toExchange(event, atMs, settings));
  return facts;
}
