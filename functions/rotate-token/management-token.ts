export const neededScope = 'read:sessions';

/** A Management API token and what is known of it; undefined where neither Auth0's answer nor the token says. */
export interface ManagementToken {
  readonly accessToken: string;
  /** Epoch milliseconds, as `expiresAtMs`. */
  readonly issuedAtMs: number | undefined;
  readonly expiresAtMs: number | undefined;
  readonly scopes: readonly string[] | undefined;
}

/** Reads the answer of `/oauth/token`, where `expires_in` and `scope` may be missing; undefined without a token. */
export function parseTokenAnswer(text: string, askedAtMs: number): ManagementToken | undefined {
  const answer = parseObject(text);
  const accessToken = answer?.['access_token'];
  if (answer === undefined || !isBearerToken(accessToken)) return undefined;
  const claims = parseClaims(accessToken);
  const lifetimeMs = toMs(answer['expires_in']);
  return {
    accessToken,
    issuedAtMs: askedAtMs,
    expiresAtMs: lifetimeMs === undefined ? toMs(claims['exp']) : askedAtMs + lifetimeMs,
    scopes: parseScopes(answer['scope'] ?? claims['scope']),
  };
}

/** The text for the secret. Readers of the secret need `access_token` only; the rest is for people and for rotations. */
export function toSecretText({ accessToken, issuedAtMs, expiresAtMs, scopes }: ManagementToken): string {
  return JSON.stringify({
    access_token: accessToken,
    issued_at: toIso(issuedAtMs),
    expires_at: toIso(expiresAtMs),
    scope: scopes?.join(' '),
  });
}

/** Reads back what `toSecretText` wrote; undefined for anything else. */
export function parseSecretText(text: string): ManagementToken | undefined {
  const stored = parseObject(text);
  const accessToken = stored?.['access_token'];
  if (stored === undefined || !isBearerToken(accessToken)) return undefined;
  return {
    accessToken,
    issuedAtMs: parseIso(stored['issued_at']),
    expiresAtMs: parseIso(stored['expires_at']),
    scopes: parseScopes(stored['scope']),
  };
}

/** Claims of a JWT, unchecked: we had it from Auth0 itself. None when the token is no JWT. */
function parseClaims(token: string): Readonly<Record<string, unknown>> {
  const [, claims = ''] = token.split('.');
  return parseObject(Buffer.from(claims, 'base64url').toString()) ?? {};
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function parseScopes(value: unknown): readonly string[] | undefined {
  return typeof value === 'string' ? value.split(' ').filter(Boolean) : undefined;
}

function isBearerToken(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9._~+/-]+=*$/.test(value);
}

/** Seconds within the range of dates. */
function toMs(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && seconds > 0 && seconds < 1e11 ? seconds * 1_000 : undefined;
}

function toIso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function parseIso(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
