import { toAllowedMove } from './allow-list.ts';
import { type SignalStep, toAnswer } from './signal-step.ts';

/** Is the session used from a network on the tenant's list of hosting providers and anonymisers? Off without a list. */
export const hostingOrAnonymousNetwork: SignalStep = ({ session }, { hostingAsns, allow }) => {
  const asn = session?.last.asn;
  if (!hostingAsns || asn === undefined) return undefined;
  const initialAsn = session?.initial.asn;
  return toAnswer(hostingAsns.has(asn), () => ({
    fields: ['device.initial_asn', 'device.last_asn'],
    before: initialAsn === undefined ? 'unknown' : String(initialAsn),
    after: String(asn),
    allowed: toAllowedMove(allow, { address: session?.last.address, asn }, initialAsn),
  }));
};
