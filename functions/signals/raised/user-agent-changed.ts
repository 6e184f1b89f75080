import { toAllowedClient } from '../settings/allow-list.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { toUserAgentChange } from '../reading/user-agent.ts';

/**
 * Is the session used by another browser, on another operating system, or by another kind of program than it began
 * with? A newer version is no change.
 */
export const userAgentChanged: SignalStep = ({ session, event }, { allow }) => {
  const from = session?.initial.userAgent;
  const to = session?.last.userAgent;
  const change = from && to && toUserAgentChange(from, to);
  return toAnswer(change && change.length > 0, () => ({
    fields: ['device.initial_user_agent', 'device.last_user_agent'],
    before: from?.label ?? '',
    after: to?.label ?? '',
    more: { change },
    allowed: toAllowedClient(allow, event.clientId),
  }));
};
