import type { JsonObject } from './log-event.ts';
import { isJsonObject } from './parse-json.ts';

/** The last number that is not reserved (RFC 7300). */
const greatestAsn = 4_294_967_294;

/** The value if it is a JSON object; arrays, null and everything else count as absent. */
export function readObject(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

export function readList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
}

/** A finite number, also where it came as text: real events carry latitudes as `"52.370"`. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > 32 || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * Reads an autonomous system number: Auth0 types it as text and does not say how it writes it, so `64496`, `AS64496`
 * and the number all count. 0 is reserved and means nobody knows.
 */
export function readAsn(value: unknown): number | undefined {
  if (typeof value === 'number') return isAsn(value) ? value : undefined;
  if (typeof value !== 'string' || !/^(?:AS)?\d{1,10}$/i.test(value)) return undefined;
  const asn = Number(value.replace(/^AS/i, ''));
  return isAsn(asn) ? asn : undefined;
}

export function isAsn(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= greatestAsn;
}
