import { toAllowedMove } from '../settings/allow-list.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';
import { differs } from '../three-valued.ts';

/**
 * Is the session used from another address than the one it began at?
 *
 * Addresses change all the time, so this is Informational: `same_prefix` tells whether it stayed within a /24 or /48,
 * `ip_version_changed` that a dual-stack device took the other protocol.
 */
export const ipChanged: SignalStep = ({ isFromBrowser, event, origin, here }, { allow }) => {
  if (!isFromBrowser) return undefined;
  const from = origin.address;
  const to = here.address;
  return toAnswer(differs(from?.canonical, to?.canonical), () => ({
    fields: ['device.initial_ip', event.address ? 'ip' : 'device.last_ip'],
    before: from?.text ?? '',
    after: to?.text ?? '',
    more: {
      same_prefix: from?.prefix === to?.prefix,
      ...(from?.version === to?.version ? {} : { ip_version_changed: true }),
    },
    allowed: toAllowedMove(allow, here, origin.asn),
  }));
};
