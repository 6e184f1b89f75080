import { loopbackPattern } from '../../functions/secret/safe-url.ts';
import { text } from './tenant-fields.ts';

const baseUrlAllowed = 'an https URL without a path; plain http for loopback only';

/** Where an API is: nothing but scheme, host and port, as functions/enrich and functions/rotate-token want it. */
export const baseUrl = text(
  new RegExp(`^(?:https:\\/\\/[^\\s/?#@]+|http:\\/\\/${loopbackPattern}(?::\\d{1,5})?)$`),
  baseUrlAllowed,
).refine((value) => parseUrl(value)?.pathname === '/', baseUrlAllowed);

const httpsUrlAllowed = 'an https URL without credentials';

export const httpsUrl = text(/^https:\/\/[^\s/?#@]+(?:\/[^\s#]*)?$/, httpsUrlAllowed).refine(
  (value) => parseUrl(value) !== undefined,
  httpsUrlAllowed,
);

/** A pattern takes ports and hosts that no URL can have, and takes a backslash for a part of the host. */
const parseUrl = (value: string) => (URL.canParse(value) ? new URL(value) : undefined);
