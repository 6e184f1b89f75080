import { readObject } from '../../log-event/read-value.ts';
import { auth0Risk } from '../plain/auth0-risk.ts';
import { readShownText } from '../../log-event/shown-text.ts';
import type { SignalReading } from '../reading/signal-reading.ts';
import { severityIds } from '../severity.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';

/** A session so young was begun by this login. */
const youngMs = 60_000;

/**
 * Has Auth0 itself low confidence that this is the user? At the beginning of a session, from a device that it does not
 * know, and with travel or a deny-listed address, that is the only trace which a phishing proxy leaves.
 */
export const lowConfidenceLogin: SignalStep = (reading) => {
  const confidence = auth0Risk(reading);
  return toAnswer(confidence === undefined ? undefined : confidence === 'low', () => {
    const because = toBecause(reading);
    const isProxy = because.includes('NewDevice') && because.length > 1 && isBeginning(reading);
    return {
      fields: ['details.riskAssessment.confidence'],
      before: 'high',
      after: 'low',
      severity: isProxy ? severityIds.medium : severityIds.low,
      ...(because.length > 0 && { more: { because } }),
    };
  });
};

const worstCodes = {
  NewDevice: 'no_match',
  ImpossibleTravel: 'impossible_travel_from_last_login',
  UntrustedIP: 'found_on_deny_list',
} as const;

function toBecause({ event: { details } }: SignalReading): string[] {
  const assessments = readObject(readObject(details?.['riskAssessment'])?.['assessments']);
  return Object.entries(worstCodes)
    .filter(([name, code]) => readShownText(readObject(assessments?.[name])?.['code']) === code)
    .map(([name]) => name);
}

function isBeginning({ session, past, event }: SignalReading): boolean {
  const begunAtMs = session?.createdAtMs ?? past?.session?.beginning?.atMs;
  if (begunAtMs === undefined || event.atMs === undefined) return false;
  return Math.abs(event.atMs - begunAtMs) < youngMs;
}
