import { toAllowedClient } from '../settings/allow-list.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { isSameProgram, toUserAgentChange } from '../reading/user-agent.ts';
import { toProgramFields } from '../reading/program-fields.ts';
import { not } from '../three-valued.ts';

/**
 * Is the session used by another browser, on another operating system, or by another kind of program than it began
 * with? A newer version is no change, nor is "desktop site" within one browser; what cannot be read any more is one.
 */
export const userAgentChanged: SignalStep = (reading, { allow }) => {
  const { isFromBrowser, origin, here, event } = reading;
  if (!isFromBrowser) return undefined;
  return toAnswer(not(isSameProgram(here.userAgent, origin.userAgent)), () => ({
    fields: toProgramFields(reading),
    before: origin.userAgent?.label ?? '',
    after: here.userAgent?.label ?? '',
    more: {
      change: origin.userAgent && here.userAgent && toUserAgentChange(origin.userAgent, here.userAgent),
    },
    allowed: toAllowedClient(allow, event.clientId),
  }));
};
