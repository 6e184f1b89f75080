import { toAllowedClient } from '../settings/allow-list.ts';
import { isFromBrowser } from '../reading/event-types.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';

/**
 * Does a script now use a session that a browser began?
 *
 * The event's own user agent can only add a yes: it counts where it is the user's browser's. What began as a script,
 * and the HTTP libraries of native apps, are no change of this kind; nor is anything while it is not known how the
 * session began.
 */
export const scriptedUserAgent: SignalStep = ({ session, event, type }, { allow }) => {
  const initial = session?.initial.userAgent;
  const last = session?.last.userAgent;
  const isEventScripted = isFromBrowser(type) && event.userAgent?.kind === 'script';
  const isLastScripted = last?.kind === 'script';
  if (!initial || (!last && !isEventScripted)) return undefined;
  return toAnswer(initial.kind === 'browser' && (isLastScripted || isEventScripted), () => ({
    fields: ['device.initial_user_agent', isLastScripted ? 'device.last_user_agent' : 'user_agent'],
    before: initial.label,
    after: (isLastScripted ? last : event.userAgent)?.label ?? '',
    allowed: toAllowedClient(allow, event.clientId),
  }));
};
