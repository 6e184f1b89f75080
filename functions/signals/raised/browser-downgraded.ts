import { toEarlierPrograms } from '../reading/earlier-sightings.ts';
import { toProgramFields } from '../reading/program-fields.ts';
import type { UserAgent } from '../reading/user-agent.ts';
import { toAllowedClient } from '../settings/allow-list.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';

/** Updates reach a fleet in waves, and a user may go back by one. */
const usualStepsBack = 1;

/**
 * Is the browser older than one of the same family and system that the session was used by before? Browsers update
 * themselves and do not go back; whoever copies a user agent does not keep it up to date.
 */
export const browserDowngraded: SignalStep = (reading, { allow }) => {
  const { isFromBrowser, here, event, past } = reading;
  const to = here.userAgent;
  const now = toVersion(to);
  if (!isFromBrowser || !to || now === undefined || past?.session?.isFull === true) return undefined;
  let newest: UserAgent | undefined;
  let version = -Infinity;
  for (const one of toEarlierPrograms(reading)) {
    const known = isSameBrowser(one, to) ? toVersion(one) : undefined;
    if (known === undefined || !(known > version)) continue;
    newest = one;
    version = known;
  }
  if (newest === undefined) return undefined;
  const { label } = newest;
  return toAnswer(version - now > usualStepsBack, () => ({
    fields: toProgramFields(reading),
    before: label,
    after: to.label,
    allowed: toAllowedClient(allow, event.clientId),
  }));
};

function isSameBrowser(one: UserAgent | undefined, other: UserAgent): boolean {
  return (
    one?.kind === 'browser' &&
    one.family === other.family &&
    one.system === other.system &&
    one.isDigest === other.isDigest
  );
}

function toVersion(userAgent: UserAgent | undefined): number | undefined {
  if (userAgent?.kind !== 'browser' || userAgent.majorVersion === undefined) return undefined;
  return Number(userAgent.majorVersion);
}
