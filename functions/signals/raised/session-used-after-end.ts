import { toTimeText } from './time-text.ts';
import { toSessionEnd } from '../reading/session-end.ts';
import type { SignalStep } from '../signal-step.ts';

/** Was the session alive in this event although it had expired, or ended, more than a minute before? */
export const sessionUsedAfterEnd: SignalStep = (reading) => {
  const end = reading.isSessionUse ? toSessionEnd(reading) : undefined;
  if (!end?.isBeforeEvent) return end && false;
  return {
    fields: [end.field, 'date'],
    before: toTimeText(end.endsAtMs),
    after: toTimeText(end.eventAtMs),
  };
};
