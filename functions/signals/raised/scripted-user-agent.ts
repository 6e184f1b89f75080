import { toAllowedClient } from '../settings/allow-list.ts';
import { toProgramFields } from '../reading/program-fields.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';

/**
 * Does a script now use a session that a browser began?
 *
 * What began as a script, and the HTTP libraries of native apps, are no change of this kind; nor is anything while it is
 * not known how the session began.
 */
export const scriptedUserAgent: SignalStep = (reading, { allow }) => {
  const { isFromBrowser, origin, here, event } = reading;
  const from = origin.userAgent;
  const to = here.userAgent;
  if (!isFromBrowser || !from || !to || from.isDigest !== to.isDigest || from.kind === 'unreadable')
    return undefined;
  return toAnswer(from.kind === 'browser' && to.kind === 'script', () => ({
    fields: toProgramFields(reading),
    before: from.label,
    after: to.label,
    allowed: toAllowedClient(allow, event.clientId),
  }));
};
