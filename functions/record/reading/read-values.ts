import { isIP } from 'node:net';
import { parseDate } from '../../log-event/event-time.ts';

/**
 * Reading helpers for what strangers send: each gives a value of exactly one form, or `undefined`.
 *
 * Failure events carry text chosen by whoever tried to log in, and real events break Auth0's own schemas, so nothing
 * may reach an attribute with a form of its own (address, host name, time …) unless it passed here. What does not
 * pass is not lost: it stays with the rest of the event.
 */

/** OCSF up to 1.3.0 ends strings here, and no index searches longer ones: they stay with the rest of the event. */
export const maxTextLength = 65_535;

/** Milliseconds of the years 1973 to 5138. Outside lie times in seconds or microseconds, and plain nonsense. */
const earliestMs = 1e11;
const latestMs = 1e14;

/** Non-empty text that fits an attribute; a number as Auth0 sometimes sends for an ID, as its text. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length > 0 && value.length <= maxTextLength ? value : undefined;
  return typeof value === 'number' ? String(value) : undefined;
}

/** A finite number, also where it came as text. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > 32 || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** A whole number that survives JSON in every language, also where it came as text. */
export function readInteger(value: unknown): number | undefined {
  const number = readNumber(value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** `true`, `false`, or the same as text. */
export function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** An IPv4 or IPv6 address as it stands. No zone (`%eth0`): Elasticsearch refuses it. At most OCSF's 40 characters. */
export function readIp(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length < 2 || value.length > 40) return undefined;
  return isIP(value) === 0 || value.includes('%') ? undefined : value;
}

const hostnamePattern =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;

/** A host name by the letters-digits-hyphens rule, which OCSF up to 1.3.0 prescribes. */
export function readHostname(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length === 0 || value.length > 253) return undefined;
  return hostnamePattern.test(value) ? value : undefined;
}

/** OCSF's pattern of 1.2.0 and later; 1.1.0 allows fewer characters. */
const emailPattern = /^[a-zA-Z0-9!#$%&'*+\-./=?^_`{|}~,]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$/;

export function readEmail(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 320 || !value.includes('@')) return undefined;
  return emailPattern.test(value) ? value : undefined;
}

/** Two letters, as ISO 3166 has it. */
export function readCountry(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z]{2}$/.test(value) ? value : undefined;
}

/** An autonomous system's number from Auth0's text, with or without `AS`. */
export function readAsn(value: unknown): number | undefined {
  const text = readText(value);
  if (text === undefined || text.length > 12 || !/^(?:AS)?\d{1,10}$/i.test(text)) return undefined;
  const number = Number(text.replace(/^AS/i, ''));
  return number >= 1 && number <= 4_294_967_294 ? number : undefined;
}

/** Epoch milliseconds of a date as Auth0 writes it, within the range in which a consumer takes it for milliseconds. */
export function readTimeMs(value: unknown): number | undefined {
  const ms = parseDate(value);
  return ms === undefined ? undefined : readPlausibleMs(ms);
}

/** Whole milliseconds within the range in which a consumer takes them for milliseconds. */
export function readPlausibleMs(ms: number): number | undefined {
  return ms >= earliestMs && ms < latestMs ? Math.trunc(ms) : undefined;
}

/** An object that is no array. */
export function readObject(value: unknown): { readonly [key: string]: unknown } | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: unknown })
    : undefined;
}
