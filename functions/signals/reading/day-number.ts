const dayMs = 86_400_000;

/** Days since 1970, in UTC, as the ledger counts them. */
export function toDayNumber(atMs: number): number {
  return Math.floor(atMs / dayMs);
}
