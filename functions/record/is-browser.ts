/** Does a raw `User-Agent` header call itself a browser? */
export function isBrowser(userAgent: string): boolean {
  return userAgent.startsWith('Mozilla/5.0 (') && !userAgent.includes('Headless');
}
