/**
 * The lowest log ID that Auth0 could have given at a moment: `900`, the time in UTC, and zeros up to 56 digits. The pull
 * API takes it as a place to begin although no such event exists.
 */
export function toFirstLogId(ms: number): string {
  const digits = new Date(ms).toISOString().replaceAll(/\D/g, '');
  return `900${digits}`.padEnd(56, '0');
}
