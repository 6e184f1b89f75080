/** How events of a type are looked up: by request, from the cache alone, or not at all. */
export const lookUpModes = ['fetch', 'cache_only', 'never'] as const;
export type LookUpMode = (typeof lookUpModes)[number];
