import { isIP } from 'node:net';
import { readNumber } from '../../log-event/read-value.ts';

/**
 * Forms that records ask for beyond those of `log-event`: each gives a value of exactly one form, or `undefined`.
 *
 * Failure events carry text chosen by whoever tried to log in, and real events break Auth0's own schemas, so nothing
 * may reach an attribute with a form of its own (address, host name, time …) unless it passed here. What does not
 * pass is not lost: it stays with the rest of the event.
 */

/** OCSF up to 1.3.0 ends strings here, and no index searches longer ones: they stay with the rest of the event. */
export const maxTextLength = 65_535;

/** Non-empty text that fits an attribute; a number as Auth0 sometimes sends for an ID, as its text. */
export function readText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.length > 0 && value.length <= maxTextLength ? value : undefined;
  return typeof value === 'number' ? String(value) : undefined;
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

/** JA3 is a digest in hexadecimal, JA4 three parts with underscores. */
export function readFingerprint(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-z_]{10,128}$/i.test(value) ? value : undefined;
}
