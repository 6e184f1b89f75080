import { type KeyObject, constants, verify } from 'node:crypto';

const algorithms: { readonly [alg: string]: { readonly hash: string; readonly isPss: boolean } } = {
  RS256: { hash: 'sha256', isPss: false },
  RS384: { hash: 'sha384', isPss: false },
  PS256: { hash: 'sha256', isPss: true },
};
const skewSeconds = 10;
const maxLifetimeSeconds = 300;

export interface AssertionCheck {
  readonly assertion: string;
  readonly clientId: string;
  readonly publicKey: KeyObject;
  readonly audiences: readonly string[];
  readonly nowMs: number;
  /** `jti`s seen so far; an accepted one is added, for an assertion may be used once. */
  readonly usedIds: Set<string>;
}

/**
 * Says what is wrong with a `private_key_jwt` client assertion; undefined when Auth0 would take it.
 *
 * Source: https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt
 */
export function findAssertionFault(check: AssertionCheck): string | undefined {
  const { assertion, clientId, publicKey, audiences, nowMs, usedIds } = check;
  const [head, claims, signature, ...rest] = assertion.split('.');
  if (!head || !claims || !signature || rest.length > 0) return 'client_assertion is not a JWT';
  const { alg } = parsePart(head);
  const algorithm = typeof alg === 'string' ? algorithms[alg] : undefined;
  if (!algorithm) return 'alg must be RS256, RS384 or PS256';

  const key = algorithm.isPss
    ? {
        key: publicKey,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      }
    : publicKey;
  const isSigned = verify(
    algorithm.hash,
    Buffer.from(`${head}.${claims}`),
    key,
    Buffer.from(signature, 'base64url'),
  );
  if (!isSigned) return 'signature does not match the registered key';

  const { iss, sub, aud, exp, iat, jti } = parsePart(claims);
  if (iss !== clientId || sub !== clientId) return 'iss and sub must be the client ID';
  if (typeof aud !== 'string' || !audiences.includes(aud)) return 'aud must be https://{domain}/';
  const nowSeconds = nowMs / 1_000;
  if (typeof exp !== 'number' || exp <= nowSeconds - skewSeconds) return 'assertion has expired';
  if (exp > nowSeconds + maxLifetimeSeconds + skewSeconds) return 'exp must be within 5 minutes';
  if (typeof iat === 'number' && iat > nowSeconds + skewSeconds) return 'iat lies in the future';
  if (typeof jti !== 'string' || usedIds.has(jti)) return 'jti must be unique';
  usedIds.add(jti);
  return undefined;
}

function parsePart(part: string): { readonly [key: string]: unknown } {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
