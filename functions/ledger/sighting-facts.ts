import type { JsonObject, LogEvent } from '../log-event/log-event.ts';
import { parseAddress } from '../log-event/network-address.ts';
import { readTimeMs } from '../log-event/read-time.ts';
import { readNumber, readObject } from '../log-event/read-value.ts';
import { readShownText } from '../log-event/shown-text.ts';
import { toTlsFingerprint } from '../log-event/tls-fingerprint.ts';
import type { LedgerFact, Sighting } from './fact.ts';
import { type FactSettings, toStored } from './fact-settings.ts';
import { toTag } from './fact-text.ts';
import { readWord } from './fact-word.ts';
import type { PromptReading } from './prompts.ts';

/** In bytes. Agents above it end here: browsers' have 110 to 180. */
const longestAgent = 256;
const longestAddress = 64;

/** Log types at whose moment the session was alive: logins, silent authentications, sign-ups, delegated logins. */
const sessionUse: ReadonlySet<string> = new Set(['s', 'ssa', 'scoa', 'ss', 'sdel', 'sdelsa']);
/** Others whose `ip` and `user_agent` are those of the user's browser. */
const otherBrowserEvents: ReadonlySet<string> = new Set(['scv', 'w', 'slo']);

/** Whether the session was alive at the moment of an event of this type. */
export function isUseType(type: string): boolean {
  return sessionUse.has(type);
}

/** Whether the event shows a place and a program of its session: what follows from the session for its user is then news. */
export function isSightingType(type: string | undefined): boolean {
  return type !== undefined && (sessionUse.has(type) || otherBrowserEvents.has(type));
}

/** Where the user's browser was, and which it was. */
export function toSighting(
  { logId, data }: LogEvent,
  type: string,
  prompts: PromptReading,
  atMs: number,
  settings: FactSettings,
): LedgerFact[] {
  const details = readObject(data['details']);
  const address = parseAddress(data['ip'])?.text;
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

export function toExchange({ data }: LogEvent, atMs: number, settings: FactSettings): LedgerFact[] {
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
  if (userAgent.length > longestAgent || !userAgent.includes(' / ')) return false;
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
