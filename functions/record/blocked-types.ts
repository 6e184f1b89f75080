/** Detections by which Auth0 refused the request, not only reported it. */
const blocked: ReadonlySet<string> = new Set(['limit_mu', 'limit_phone', 'limit_sul', 'limit_wc']);

export function isBlockedByAuth0(type: string | undefined): boolean {
  return type !== undefined && blocked.has(type);
}
