import { readShownText } from '../../log-event/shown-text.ts';
import { toAllowedClient } from '../settings/allow-list.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';

/**
 * Did a managed browser, which says so in its user agent, begin the session, and does another program use it now? Off
 * without `sessionMarkers`.
 */
export const sessionMarkerMissing: SignalStep = ({ isFromBrowser, origin, event }, settings) => {
  const { sessionMarkers, allow } = settings;
  if (!isFromBrowser || sessionMarkers === undefined) return undefined;
  const from = origin.userAgentText;
  const to = event.userAgent?.isDigest ? undefined : readShownText(event.data['user_agent']);
  if (from === undefined || origin.userAgent?.isDigest || to === undefined) return undefined;
  const marker = sessionMarkers.find((text) => from.includes(text));
  return toAnswer(marker !== undefined && !to.includes(marker), () => ({
    fields: ['device.initial_user_agent', 'user_agent'],
    before: marker ?? '',
    after: event.userAgent?.label ?? '',
    allowed: toAllowedClient(allow, event.clientId),
  }));
};
