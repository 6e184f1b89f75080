/** As Auth0 writes nearly all of them; no month ends before the 28th. */
const usualDate = /^\d{4}-\d\d-(?:[01]\d|2[0-8])T\d\d:\d\d:\d\d\.\d{3}Z$/;

const isoDate = /^(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/i;

/** 13 digits: milliseconds since 1970, as far as the year 2286; 10 digits: seconds. */
const epochText = /^\d{10}(?:\d{3})?$/;

/** Before 1973 in milliseconds, which Auth0 did not see; so a number below counts seconds, as in ID tokens. */
const leastMs = 100_000_000_000;
const greatestMs = 253_402_300_799_999;

/**
 * Epoch milliseconds of a date as Auth0 or a customer's own application writes it: ISO 8601 text (UTC where it names no
 * zone), or a number since 1970, which also may be text. Undefined for all else: `Date.parse` alone finds a date in
 * nearly any text.
 */
export function parseDate(value: unknown): number | undefined {
  if (typeof value === 'number') return toEpochMs(value);
  if (typeof value !== 'string' || value.length > 40) return undefined;
  if (usualDate.test(value)) return toKnown(Date.parse(value));
  const match = isoDate.exec(value);
  if (match === null) return epochText.test(value) ? toEpochMs(Number(value)) : undefined;

  const [, year, month, day, zone] = match;
  if (Number(day) > 28 && Number(day) > daysIn(Number(year), Number(month))) return undefined;
  const isDayOnly = value.length === 10;
  return toKnown(Date.parse(zone !== undefined || isDayOnly ? value : `${value}Z`));
}

/**
 * Epoch milliseconds of the time inside a `log_id`: `900`, then `YYYYMMDDhhmmssSSS` in UTC. It is when Auth0 indexed the
 * event, seconds after its `date`.
 */
export function parseLogIdTime(logId: string | undefined): number | undefined {
  const match = /^900(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})\d{36}$/.exec(logId ?? '');
  if (match === null) return undefined;
  const [, year, month, day, hours, minutes, seconds, ms] = match;
  return parseDate(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${ms}Z`);
}

function toEpochMs(value: number): number | undefined {
  const ms = Math.trunc(Math.abs(value) < leastMs ? value * 1_000 : value);
  return ms > 0 && ms <= greatestMs ? ms : undefined;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function toKnown(ms: number): number | undefined {
  return Number.isNaN(ms) ? undefined : ms;
}
