import type { LookUpNetwork } from '../../../functions/record/reading/address-network.ts';

/** A database that knows every address, so that records have all that one can give them. */
export const anyNetwork: LookUpNetwork = () => ({ asn: 64_511, organization: 'Example Net', country: 'NL' });
