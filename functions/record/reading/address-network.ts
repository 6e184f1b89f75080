/** What a database of the tenant's own says of an address. At least one of them. */
export interface AddressNetwork {
  /** Number of the autonomous system. */
  readonly asn?: number | undefined;
  /** Who runs that system. */
  readonly organization?: string | undefined;
  /** Two letters, as ISO 3166 has it. */
  readonly country?: string | undefined;
}

/** Asks for an IPv4 or IPv6 address; undefined for one that it does not know. Never throws. */
export type LookUpNetwork = (ip: string) => AddressNetwork | undefined;
