import { readLogIdTime, readTimeMs } from '../log-event/read-time.ts';
import type { JsonObject, LogEvent } from '../log-event/log-event.ts';
import { toTlsFingerprint } from '../log-event/tls-fingerprint.ts';
import { encodeFact, type LedgerFact, type FactorStep, type Sighting } from './fact.ts';
import { cutField, type FactText, toTag } from './fact-text.ts';
import { type PromptReading, readPrompts } from './prompts.ts';
import { readNumber, readObject } from '../log-event/read-value.ts';
import { readShownText } from '../log-event/shown-text.ts';
import { readAddress } from './read-address.ts';
import { readRevocation } from './revocation.ts';

export interface FactSettings {
  /**
   * What is stored instead of a field that a privacy rule names (`ip`, `user_agent`, `client_id`, `location_info`): a
   * prefix, or a keyed hash; undefined keeps it out. The value as it is where no rule names the field.
   */
  readonly disguise: (field: string, value: string) => string | undefined;
  /** A keyed hash: nobody who reads the table learns the value, and the same value gives the same text. */
  readonly toKey: (value: string) => string;
}

/** What one event adds to the ledger. */
export interface EventFacts {
  readonly session: { readonly sessionId: string; readonly facts: readonly FactText[] } | undefined;
  readonly user: { readonly userId: string; readonly facts: readonly FactText[] } | undefined;
}

/** Auth0's have 32 and some 30 characters; what is longer was made up by somebody, and is not worth an item. */
const longestId = 256;
/** In bytes, like the others below. */
const longestClientId = 64;
/** Agents above it end here: browsers' have 110 to 180. */
const longestAgent = 256;
const longestAddress = 64;
const longestWord = 32;

/** Log types at whose moment the session was alive: logins, silent authentications, sign-ups, delegated logins. */
const sessionUse: ReadonlySet<string> = new Set(['s', 'ssa', 'scoa', 'ss', 'sdel', 'sdelsa']);
/** Others whose `ip` and `user_agent` are those of the user's browser. */
const otherBrowserEvents: ReadonlySet<string> = new Set(['scv', 'w', 'slo']);
const delegatedTypes: ReadonlySet<string> = new Set(['sdel', 'sdelsa', 'sdeleacft']);
const ends: { readonly [type: string]: 'logout' | 'revoked' } = { slo: 'logout', session_revoked: 'revoked' };
const factorSteps: { readonly [type: string]: FactorStep['step'] } = {
  gd_send_pn: 'push',
  gd_auth_rejected: 'rejected',
  gd_auth_failed: 'failed',
  gd_auth_succeed: 'passed',
  gd_recovery_succeed: 'recovered',
  gd_enrollment_complete: 'enrolled',
  gd_unenroll: 'removed',
};

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
    session: toKeyed('sessionId', event.sessionId, facts),
    user: toKeyed('userId', readShownText(data['user_id']), toUserFacts(type, factor, atMs)),
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
  const isTelling = type !== undefined && (Object.hasOwn(factorSteps, type) || userTypes.has(type));
  if (!isTelling) return { sessionId, user: undefined };
  const atMs = readTimeMs(data['date']) ?? readLogIdTime(event.logId);
  if (atMs === undefined) return { sessionId, user: undefined };
  const details = readObject(data['details']);
  if (type === 'sapi') {
    const { session, user } = toRevocationFacts(details, atMs);
    return { sessionId: session?.sessionId ?? sessionId, user };
  }
  const facts = toUserFacts(type, toFactorStep(event, type, details, atMs), atMs);
  return { sessionId, user: toKeyed('userId', readShownText(data['user_id']), facts) };
}

/** Whether the event shows a place and a program of its session: what follows from the session for its user is then news. */
export function isSightingType(type: string | undefined): boolean {
  return type !== undefined && (sessionUse.has(type) || otherBrowserEvents.has(type));
}

function toKeyed<Name extends string>(name: Name, id: string | undefined, facts: readonly LedgerFact[]) {
  if (id === undefined || id.length > longestId || facts.length === 0) return undefined;
  const texts = [...new Set(facts.map(encodeFact))];
  return { [name]: id, facts: texts } as { readonly [key in Name]: string } & {
    readonly facts: readonly FactText[];
  };
}

function toRevocationFacts(details: JsonObject | undefined, atMs: number): EventFacts {
  const revocation = readRevocation(details);
  if (revocation === undefined) return nothing;
  const facts: LedgerFact[] = [{ kind: 'end', atMs, by: 'api' }];
  return 'sessionId' in revocation
    ? { session: toKeyed('sessionId', revocation.sessionId, facts), user: undefined }
    : { session: undefined, user: toKeyed('userId', revocation.userId, facts) };
}

/** What a user's own item keeps of an event; networks and pairs of them follow from the session's view. */
function toUserFacts(type: string, factor: FactorStep | undefined, atMs: number): LedgerFact[] {
  if (factor !== undefined) return [factor];
  return type === 'scp' ? [{ kind: 'password', atMs }] : [];
}

function toFactorStep(
  { logId }: LogEvent,
  type: string,
  details: JsonObject | undefined,
  atMs: number,
): FactorStep | undefined {
  const step =
    type === 'my_account_authentication_method_succeeded' ? toAccountStep(details) : factorSteps[type];
  if (step === undefined) return undefined;
  const factor = readWord(
    readObject(details?.['authenticator'])?.['type'] ?? details?.['authentication_method'],
  );
  return { kind: 'factor', atMs, tag: toTag(logId), step, type: factor };
}

/** My Account API: only what adds or takes away a factor. */
function toAccountStep(details: JsonObject | undefined): FactorStep['step'] | undefined {
  const method = readShownText(readObject(details?.['request'])?.['method'])?.toUpperCase();
  const operation = readShownText(details?.['operation'])?.toLowerCase();
  if (method === 'DELETE' || operation === 'delete') return 'removed';
  return method === 'POST' || operation === 'create' ? 'enrolled' : undefined;
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
  const isUse = sessionUse.has(type);
  const prompts = readPrompts(isUse ? details : undefined);
  if (isUse || otherBrowserEvents.has(type)) facts.push(...toSighting(event, type, prompts, atMs, settings));
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

/** The factor that a prompt does not name. */
function toFactorMethod(type: string, details: JsonObject | undefined, atMs: number): LedgerFact | undefined {
  if (type === 'gd_recovery_succeed') return { kind: 'method', atMs, name: 'mfa', type: 'recovery-code' };
  if (type !== 'gd_auth_succeed') return undefined;
  const factor = readWord(readObject(details?.['authenticator'])?.['type']);
  return { kind: 'method', atMs, name: 'mfa', type: factor };
}

function toSighting(
  { logId, data }: LogEvent,
  type: string,
  prompts: PromptReading,
  atMs: number,
  settings: FactSettings,
): LedgerFact[] {
  const details = readObject(data['details']);
  const address = readAddress(data['ip']);
  const agent = toAgent(data, settings);
  const isBeginning = type === 's' && prompts.isLogin;
  const initiatedAtMs = isBeginning ? readTimeMs(details?.['initiatedAt']) : undefined;
  const sighting: Sighting = {
    kind: isBeginning ? 'beginning' : sessionUse.has(type) ? 'use' : 'other',
    atMs,
    tag: toTag(logId),
    ip: toStored('ip', address, longestAddress, settings),
    agent: agent?.agent,
    tls: toTlsFingerprint(readShownText(readObject(data['security_context'])?.['ja4'])),
    place: toPlace(data, settings),
    cookieMode: toCookieMode(details),
    authenticatedAtMs: prompts.authenticatedAtMs,
    initiatedAtMs: initiatedAtMs !== undefined && initiatedAtMs <= atMs ? initiatedAtMs : undefined,
    ...(readObject(details?.['riskAssessment'])?.['confidence'] === 'low' && { isDoubted: true }),
  };
  return agent === undefined ? [sighting] : [agent, sighting];
}

function toExchange({ data }: LogEvent, atMs: number, settings: FactSettings): LedgerFact[] {
  const clientId = readShownText(data['client_id']);
  if (clientId === undefined) return [];
  const agent = toAgent(data, settings);
  const exchange = { kind: 'exchange', atMs, client: toTag(clientId), agent: agent?.agent } as const;
  return agent === undefined ? [exchange] : [agent, exchange];
}

function toAgent(data: JsonObject, settings: FactSettings) {
  const given = readShownText(data['user_agent']);
  const text = toStored('user_agent', given, longestAgent, settings);
  if (given === undefined || text === undefined) return undefined;
  const agent = `${isDigest(given) ? '~' : ''}${toTag(text)}`;
  return { kind: 'agent', agent, text } as const;
}

const digestPart = /^.+ \d+(?:\.\d+)*$/;

/**
 * Whether a user agent is the digest that the pull API gives in its place, such as `Chrome 141.0.0 / Windows 10.0.0`: in a
 * vocabulary of its own, so never to be compared with a raw one.
 */
export function isDigest(userAgent: string): boolean {
  if (userAgent.length > longestAgent) return false;
  const parts = userAgent.split(' / ');
  return parts.length === 2 && parts.every((part) => digestPart.test(part));
}

function toPlace(data: JsonObject, { disguise }: FactSettings): string | undefined {
  const location = readObject(data['location_info']);
  const latitude = readNumber(location?.['latitude']);
  const longitude = readNumber(location?.['longitude']);
  if (latitude === undefined || longitude === undefined) return undefined;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  // About a kilometre: travel is told from 500.
  const place = `${Number(latitude.toFixed(2))},${Number(longitude.toFixed(2))}`;
  return disguise('location_info', place) === place ? place : undefined;
}

function toCookieMode(details: JsonObject | undefined): string | undefined {
  const mode = readWord(readObject(readObject(details?.['session'])?.['cookie'])?.['mode']);
  return mode === 'persistent' ? 'p' : mode === 'non-persistent' ? 'n' : mode;
}

function toStored(
  field: string,
  value: unknown,
  longest: number,
  { disguise }: FactSettings,
): string | undefined {
  const text = readShownText(value);
  if (text === undefined) return undefined;
  const stored = disguise(field, text);
  return stored === undefined || stored === '' ? undefined : cutField(stored, longest);
}

/** A word of Auth0's vocabulary, not a text of a stranger's. */
function readWord(value: unknown): string | undefined {
  const text = readShownText(value);
  return text !== undefined && /^[\w./:-]+$/.test(text) && text.length <= longestWord ? text : undefined;
}
