/**
 * Seconds since a Management API token was issued, by its own `iat` claim; undefined for a value that is no JWT.
 *
 * For a metric only: nothing is verified. Auth0 says what such a token holds at
 * https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens
 */
export function tokenAgeSeconds(token: string, nowMs: number): number | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const issuedAt = (claims as { iat?: unknown } | null)?.iat;
    return typeof issuedAt === 'number' ? Math.max(0, Math.round(nowMs / 1_000 - issuedAt)) : undefined;
  } catch {
    return undefined;
  }
}
