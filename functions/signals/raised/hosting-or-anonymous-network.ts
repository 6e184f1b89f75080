import { toAllowedMove } from '../settings/allow-list.ts';
import { type SessionStep, toAnswer } from '../signal-step.ts';

/** Is the session used from a network on the tenant's list of hosting providers and anonymisers? Off without a list. */
export const hostingOrAnonymousNetwork: SessionStep = ({ initial, last }, { hostingAsns, allow }) => {
  const { asn } = last;
  if (!hostingAsns || asn === undefined) return undefined;
  const initialAsn = initial.asn;
  return toAnswer(hostingAsns.has(asn), () => ({
    fields: ['device.initial_asn', 'device.last_asn'],
    before: initialAsn === undefined ? 'unknown' : String(initialAsn),
    after: String(asn),
    allowed: toAllowedMove(allow, { address: last.address, asn }, initialAsn),
  }));
};
