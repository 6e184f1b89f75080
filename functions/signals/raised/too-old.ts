import { toTimeText } from './time-text.ts';
import type { ReadySettings } from '../settings/ready-settings.ts';
import { type Age, toAuthAge, toIdle, toMfaAge, toSessionAge } from '../reading/session-ages.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';

/** Is the login older than the tenant wants it to be? Off without a threshold, like the three after it. */
export const authTooOld: SignalStep = (reading, { authTooOldSeconds }) =>
  exceeds(reading, toAuthAge, authTooOldSeconds, 'authenticated_at');

/** Is the newest second factor older than the tenant wants it to be? */
export const mfaTooOld: SignalStep = (reading, { mfaTooOldSeconds }) =>
  exceeds(reading, toMfaAge, mfaTooOldSeconds, 'authentication.methods');

export const sessionTooOld: SignalStep = (reading, { sessionTooOldSeconds }) =>
  exceeds(reading, toSessionAge, sessionTooOldSeconds, 'created_at');

/** Was the session picked up after a longer pause than the tenant wants? */
export const idleTooLong: SignalStep = (reading, { idleTooLongSeconds }) =>
  exceeds(reading, toIdle, idleTooLongSeconds, 'last_interacted_at');

function exceeds(
  reading: SignalReading,
  toAge: (reading: SignalReading) => Age | undefined,
  thresholdSeconds: ReadySettings['authTooOldSeconds'],
  field: string,
) {
  const { atMs } = reading.event;
  const age = thresholdSeconds === undefined ? undefined : toAge(reading);
  if (!age || thresholdSeconds === undefined || atMs === undefined) return undefined;
  return toAnswer(age.seconds > thresholdSeconds, () => ({
    fields: [field, 'date'],
    before: toTimeText(age.sinceMs),
    after: toTimeText(atMs),
    more: { age_s: age.seconds, threshold_s: thresholdSeconds },
  }));
}
