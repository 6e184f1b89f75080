import { auth0Risk } from '../plain/auth0-risk.ts';
import { hasRecentTrouble, isNewToUser } from '../reading/user-past.ts';
import { toAllowedMove } from '../settings/allow-list.ts';
import { toRelay } from '../settings/relays.ts';
import { severityIds } from '../severity.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { allOf, anyOf, differs } from '../three-valued.ts';

/**
 * Is the session used from another autonomous system than it began in?
 *
 * Not known unless Auth0 gives both numbers: sessions older than `initial_asn` lack it, and a `false` would claim that
 * somebody had looked. The event's number is that of the session's first or last address, where its own is in their
 * network. Low, for people move all day; Medium where the user was never there and something else has just changed.
 */
export const asnChanged: SignalStep = (reading, { allow }) => {
  const { isFromBrowser, origin, here } = reading;
  if (!isFromBrowser) return undefined;
  return toAnswer(differs(origin.asn, here.asn), () => {
    const allowed = toAllowedMove(allow, here, origin.asn);
    const relay = allowed === undefined ? toRelay(origin, here) : undefined;
    const isNews = allOf(
      isNewToUser(reading),
      anyOf(auth0Risk(reading) === 'low', hasRecentTrouble(reading)),
    );
    return {
      fields: ['device.initial_asn', 'device.last_asn'],
      before: String(origin.asn),
      after: String(here.asn),
      severity: isNews ? severityIds.medium : severityIds.low,
      ...(isNews && { more: { new_to_user: true } }),
      allowed: allowed ?? relay,
      ...(relay !== undefined && { isRelay: true }),
    };
  });
};
