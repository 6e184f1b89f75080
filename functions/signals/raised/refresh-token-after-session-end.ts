import { readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import { toTimeText } from './time-text.ts';
import { toSessionEnd } from '../reading/session-end.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import { severityIds } from '../severity.ts';
import { type Raised, type SignalAnswer, type SignalStep, toAnswer } from '../signal-step.ts';

const sessionNotFound = 'session_not_found';

/**
 * Was a refresh token used though its session is over?
 *
 * Offline tokens outlive sessions by design, so that is Informational; online tokens must not (Medium). A refused
 * exchange (`fertft`) says so itself, whatever the look-up came to.
 */
export const refreshTokenAfterSessionEnd: SignalStep = (reading) => {
  if (reading.type === 'fertft') return toRefused(reading);
  if (reading.type !== 'sertft') return undefined;
  if (reading.status === 'not_found') return toAccepted(reading, toGone(reading));
  const end = reading.session && toSessionEnd(reading);
  if (!end?.isBeforeEvent) return end && false;
  return toAccepted(reading, {
    fields: [end.field, 'date'],
    before: toTimeText(end.endsAtMs),
    after: toTimeText(end.eventAtMs),
  });
};

function toRefused({ event }: SignalReading): SignalAnswer {
  const reason = readShownText(event.details?.['failure_reason']);
  return toAnswer(reason === undefined ? undefined : reason === sessionNotFound, () => ({
    fields: ['details.failure_reason'],
    before: sessionNotFound,
    after: 'refresh token refused',
    severity: severityIds.low,
    more: toAccess(event.details),
  }));
}

function toGone({ event, fetchedAtMs }: SignalReading): Raised {
  return {
    fields: ['details.refresh_token.session_id'],
    before: 'session not_found',
    after: 'refresh token accepted',
    more: fetchedAtMs === undefined || event.atMs === undefined ? {} : { lag_ms: fetchedAtMs - event.atMs },
  };
}

function toAccepted({ event }: SignalReading, raised: Raised): Raised {
  const access = toAccess(event.details);
  return {
    ...raised,
    severity: access.access === 'online' ? severityIds.medium : severityIds.informational,
    more: { ...raised.more, ...access },
  };
}

function toAccess(details: unknown): { readonly access?: string } {
  const access = readShownText(readObject(readObject(details)?.['refresh_token'])?.['access']);
  return access === undefined ? {} : { access };
}
