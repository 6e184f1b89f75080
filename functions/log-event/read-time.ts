/**
 * Milliseconds of the years 1973 to 5138. A smaller number counts seconds, as in ID tokens, a greater one microseconds;
 * a date outside was made up by somebody, or is the zero of a programming language (`0001-01-01T00:00:00Z`).
 */
const earliestMs = 1e11;
const latestMs = 1e14;

/** As Auth0 writes nearly all of them, but for the length of the month. An event asks for a dozen, so these cost a fifth. */
const usualDate =
  /^[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

const isoDate =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-]\d\d):?(\d\d))?)?$/i;

/** 10 digits: seconds since 1970; 13 digits: milliseconds. */
const epochText = /^\d{10}(?:\d{3})?(?:\.\d{1,9})?$/;

/**
 * Epoch milliseconds, whole, of a date as Auth0 or a customer's own application writes it: ISO 8601 text (UTC where it
 * names no zone), or a number since 1970 in seconds or milliseconds, which also may be text. Undefined for all else.
 *
 * The one grammar of dates: events, sessions, signals and records see the same moment. Made without `Date.parse`, which
 * finds a date in nearly any text, rolls `02-30` over and reads some forms in the zone of the machine.
 */
export function readTimeMs(value: unknown): number | undefined {
  if (typeof value === 'number') return readEpochMs(value);
  if (typeof value !== 'string' || value.length > 40) return undefined;
  if (usualDate.test(value)) return toPlausibleMs(readUsualDate(value));
  const match = isoDate.exec(value);
  if (match === null) return epochText.test(value) ? readEpochMs(Number(value)) : undefined;

  const [, year, month, day, hours = 0, minutes = 0, seconds = 0, fraction = '', zoneHours, zoneMinutes] =
    match;
  return toPlausibleMs(
    toUtcMs(Number(year), Number(month), Number(day)) +
      toMsOfDay(Number(hours), Number(minutes), Number(seconds), fraction) -
      (zoneHours === undefined ? 0 : toOffsetMs(zoneHours, Number(zoneMinutes))),
  );
}

/**
 * Epoch milliseconds of the time inside a `log_id`: `900`, then `YYYYMMDDhhmmssSSS` in UTC. It is when Auth0 indexed the
 * event, seconds after its `date`.
 */
export function readLogIdTime(logId: string | undefined): number | undefined {
  const match = /^900(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})\d{36}$/.exec(logId ?? '');
  if (match === null) return undefined;
  const [, year, month, day, hours, minutes, seconds, ms] = match;
  return readTimeMs(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${ms}Z`);
}

/** For a time of our own, which is in milliseconds: whole, and within the range in which a consumer takes it for them. */
export function toPlausibleMs(ms: number | undefined): number | undefined {
  return ms !== undefined && ms >= earliestMs && ms < latestMs ? Math.trunc(ms) : undefined;
}

function readUsualDate(text: string): number {
  const year = readPair(text, 0) * 100 + readPair(text, 2);
  const minutes = readPair(text, 11) * 60 + readPair(text, 14);
  const ms = readPair(text, 20) * 10 + text.charCodeAt(22) - 48;
  return (
    toUtcMs(year, readPair(text, 5), readPair(text, 8)) + minutes * 60_000 + readPair(text, 17) * 1_000 + ms
  );
}

/** Two digits as a number: `0` has the code 48. */
function readPair(text: string, at: number): number {
  return text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;
}

function readEpochMs(value: number): number | undefined {
  return toPlausibleMs(value < earliestMs ? value * 1_000 : value);
}

/** NaN for a day that the calendar does not have. */
function toUtcMs(year: number, month: number, day: number): number {
  const isDay = month >= 1 && month <= 12 && day >= 1 && (day <= 28 || day <= daysIn(year, month));
  // `Date.UTC` takes the years up to 99 for 1900 and later.
  return isDay && year > 99 ? Date.UTC(year, month - 1, day) : Number.NaN;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `24:00:00` is the end of a day (ISO 8601). NaN for a time that no clock shows. */
function toMsOfDay(hours: number, minutes: number, seconds: number, fraction: string): number {
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const msOfDay = (hours * 3_600 + minutes * 60 + seconds) * 1_000 + ms;
  return minutes < 60 && seconds < 60 && msOfDay <= 86_400_000 ? msOfDay : Number.NaN;
}

function toOffsetMs(signedHours: string, minutes: number): number {
  const hours = Math.abs(Number(signedHours));
  const offsetMs = hours <= 23 && minutes < 60 ? (hours * 60 + minutes) * 60_000 : Number.NaN;
  return signedHours.startsWith('-') ? -offsetMs : offsetMs;
}
