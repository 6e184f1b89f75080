import { toAllowedMove } from '../settings/allow-list.ts';
import { type SessionStep, toAnswer } from '../signal-step.ts';
import { differs } from '../three-valued.ts';

/**
 * Is the session used from another address than the one it began at?
 *
 * Addresses change all the time, so this is Informational: `same_prefix` tells whether it stayed within a /24 or /48,
 * `ip_version_changed` that a dual-stack device took the other protocol.
 */
export const ipChanged: SessionStep = ({ initial, last }, { allow }) => {
  const from = initial.address;
  const to = last.address;
  return toAnswer(differs(from?.canonical, to?.canonical), () => ({
    fields: ['device.initial_ip', 'device.last_ip'],
    before: from?.text ?? '',
    after: to?.text ?? '',
    more: {
      same_prefix: from?.prefix === to?.prefix,
      ...(from?.version === to?.version ? {} : { ip_version_changed: true }),
    },
    allowed: toAllowedMove(allow, { address: to, asn: last.asn }, initial.asn),
  }));
};
