/** Log types at whose moment the session was alive: logins, silent authentications, sign-ups, delegated logins. */
const sessionUse = new Set(['s', 'ssa', 'scoa', 'ss', 'sdel', 'sdelsa']);

/**
 * Log types whose `ip` and `user_agent` are those of the user's browser. In `gd_*` they may be a second device's, in
 * token types the application server's.
 */
const browserEvents = new Set([...sessionUse, 'scv', 'w', 'slo']);

const codeOrTokenExchanges = new Set(['seacft', 'sertft']);

export function isSessionUse(type: string | undefined): boolean {
  return type !== undefined && sessionUse.has(type);
}

export function isFromBrowser(type: string | undefined): boolean {
  return type !== undefined && browserEvents.has(type);
}

export function isTokenExchange(type: string | undefined): boolean {
  return type !== undefined && codeOrTokenExchanges.has(type);
}

/** Session use, and the exchanges by which an application of the session gets its tokens. */
export function isFromSessionClient(type: string | undefined): boolean {
  return type !== undefined && (sessionUse.has(type) || codeOrTokenExchanges.has(type));
}

/** What happened to a second factor: enrolled, or taken away. */
const factorChanges: ReadonlySet<string> = new Set([
  'gd_enrollment_complete',
  'gd_unenroll',
  'my_account_authentication_method_succeeded',
]);

export function isFactorChange(type: string | undefined): boolean {
  return type !== undefined && factorChanges.has(type);
}
