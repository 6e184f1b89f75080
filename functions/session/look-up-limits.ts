/** Milliseconds for which an answer serves events that happened after it, unless a tenant says otherwise. */
export const defaultCacheTtlMs = 30_000;
