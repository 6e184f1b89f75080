/** The key of the tenant's line of look-ups: the one item that a function which only reads the ledger may write. */
export const lineKey = '1line';
