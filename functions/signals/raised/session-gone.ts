import { isSessionUse } from '../reading/event-types.ts';
import { readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import type { EventReading, SignalReading } from '../reading/signal-reading.ts';
import type { SignalStep } from '../signal-step.ts';

/**
 * Was a session that had just been in use gone when it was looked up: logged out, revoked or deleted within minutes?
 *
 * An answer from before the event says nothing: the session may have been created after it. Nor does a late one: every
 * session is gone some day.
 */
export const sessionGone: SignalStep = (reading, { sessionGoneWithinMs }) => {
  if (!isSessionUse(reading.type)) return undefined;
  if (reading.status === 'enriched') return reading.session && false;
  const lagMs = reading.status === 'not_found' ? toLagMs(reading) : undefined;
  if (lagMs === undefined || lagMs < 0 || lagMs > sessionGoneWithinMs) return undefined;
  const access = readShownText(readObject(reading.event.details?.['refresh_token'])?.['access']);
  return {
    fields: [toSessionIdField(reading.event)],
    before: `in use (${reading.type})`,
    after: 'not_found',
    more: { lag_ms: lagMs, ...(access === undefined ? {} : { access }) },
  };
};

function toLagMs({ fetchedAtMs, event: { atMs } }: SignalReading): number | undefined {
  return fetchedAtMs === undefined || atMs === undefined ? undefined : fetchedAtMs - atMs;
}

/** The first of the three places where Auth0 names a session. */
function toSessionIdField({ details }: EventReading): string {
  if (readShownText(details?.['session_id']) !== undefined) return 'details.session_id';
  const inToken = readShownText(readObject(details?.['refresh_token'])?.['session_id']);
  return inToken === undefined ? 'details.prompts.session_id' : 'details.refresh_token.session_id';
}
