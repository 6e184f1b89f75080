import { toAllowedMove } from '../settings/allow-list.ts';
import { type SignalStep, toAnswer } from '../signal-step.ts';

/** Is the session used from a network on the tenant's list of hosting providers and anonymisers? Off without a list. */
export const hostingOrAnonymousNetwork: SignalStep = (reading, { hostingAsns, allow }) => {
  const { isFromBrowser, origin, here } = reading;
  if (!isFromBrowser || !hostingAsns || here.asn === undefined) return undefined;
  return toAnswer(hostingAsns.has(here.asn), () => ({
    fields: ['device.initial_asn', 'device.last_asn'],
    before: origin.asn === undefined ? 'unknown' : String(origin.asn),
    after: String(here.asn),
    allowed: toAllowedMove(allow, here, origin.asn),
  }));
};
