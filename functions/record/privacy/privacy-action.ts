/**
 * What becomes of a value, the gentlest first: an address cut to its /24 or /48, a keyed hash that still joins, one
 * word for all, nothing.
 */
export const privacyActions = ['truncate_ip', 'hash', 'mask', 'drop'] as const;
export type PrivacyAction = (typeof privacyActions)[number];
