import { randomBytes } from 'node:crypto';
import { type ErrorBody, errorBodies } from './error-body.ts';

export interface TokenRequest {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
}

export interface AccessTokens {
  issue(request: TokenRequest): string;
  /** Undefined when the header gives one of the scopes; else the answer that refuses the request. */
  check(authorization: string | undefined, anyOfScopes: readonly string[]): ErrorBody | undefined;
  /** Every token issued so far counts as expired, but for `except`. */
  expireAll(except?: string): void;
  /** Every token issued so far counts as never issued, as after a change of signing keys. */
  forgetAll(): void;
}

interface IssuedToken {
  readonly scopes: readonly string[];
  readonly expiresAtMs: number;
}

/**
 * Tokens with the form of Auth0's (a JWT whose `exp` and `scope` can be read), known by heart instead of by
 * signature: the last part is random.
 */
export function createAccessTokens(domain: string, now: () => number): AccessTokens {
  const issued = new Map<string, IssuedToken>();

  return {
    issue({ clientId, scopes, lifetimeSeconds }) {
      const issuedAtSeconds = Math.floor(now() / 1_000);
      const token = [
        encodePart({ alg: 'RS256', typ: 'JWT', kid: 'simulator' }),
        encodePart({
          iss: `https://${domain}/`,
          sub: `${clientId}@clients`,
          aud: `https://${domain}/api/v2/`,
          iat: issuedAtSeconds,
          exp: issuedAtSeconds + lifetimeSeconds,
          scope: scopes.join(' '),
          gty: 'client-credentials',
          azp: clientId,
        }),
        randomBytes(256).toString('base64url'),
      ].join('.');
      issued.set(token, { scopes, expiresAtMs: now() + lifetimeSeconds * 1_000 });
      return token;
    },
    check(authorization, anyOfScopes) {
      if (authorization === undefined) return errorBodies.missingAuthentication;
      const token = /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
      if (token === undefined) return errorBodies.badHeader;
      const known = issued.get(token);
      if (!known) return errorBodies.invalidToken;
      if (known.expiresAtMs <= now()) return errorBodies.expiredToken;
      if (!anyOfScopes.some((scope) => known.scopes.includes(scope))) {
        return errorBodies.insufficientScope(anyOfScopes);
      }
      return undefined;
    },
    expireAll(except) {
      for (const [token, known] of issued) {
        if (token !== except) issued.set(token, { ...known, expiresAtMs: 0 });
      }
    },
    forgetAll() {
      issued.clear();
    },
  };
}

function encodePart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
