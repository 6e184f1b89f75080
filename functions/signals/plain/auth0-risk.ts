import { readObject } from '../../log-event/read-value.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import type { SignalReading } from '../reading/signal-reading.ts';

/**
 * Auth0's own confidence that this is the user (low, medium, high, neutral), as it stands: low confidence is high
 * risk. `mfar` events carry it one level higher.
 */
export function auth0Risk({ type, event: { details } }: SignalReading): string | undefined {
  const assessed = readShownText(readObject(details?.['riskAssessment'])?.['confidence']);
  return assessed ?? (type === 'mfar' ? readShownText(details?.['confidence']) : undefined);
}
