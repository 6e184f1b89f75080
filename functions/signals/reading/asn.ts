/** The last number that is not reserved (RFC 7300). */
const greatestAsn = 4_294_967_294;

/**
 * Reads an autonomous system number: Auth0 types it as text and does not say how it writes it, so `64496`, `AS64496`
 * and the number all count. 0 is reserved and means nobody knows.
 */
export function parseAsn(value: unknown): number | undefined {
  if (typeof value === 'number') return isAsn(value) ? value : undefined;
  if (typeof value !== 'string' || !/^(?:AS)?\d{1,10}$/i.test(value)) return undefined;
  const asn = Number(value.replace(/^AS/i, ''));
  return isAsn(asn) ? asn : undefined;
}

export function isAsn(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= greatestAsn;
}
