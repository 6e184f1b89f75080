/**
 * The lowest log ID that Auth0 could have given at a moment: `900`, the time in UTC, and zeros up to 56 digits. The pull
 * API takes it as a place to begin although no such event exists.
 */
export function toFirstLogId(ms: number): string {
  const digits = new Date(ms).toISOString().replaceAll(/\D/g, '');
  return `900${digits}`.padEnd(56, '0');
}

/** The time inside a log ID, when the event was indexed, in epoch milliseconds; undefined for another kind of ID. */
export function readLogIdTime(logId: string): number | undefined {
  const [, year, month, day, hour, minute, second, ms] =
    /^900(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})\d{36}$/.exec(logId) ?? [];
  if (year === undefined) return undefined;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
  return Number.isNaN(time) ? undefined : time;
}
