import { constants, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { AssertionAlgorithm } from './client-credentials.ts';

export interface ClientAssertionOptions {
  readonly clientId: string;
  readonly privateKey: KeyObject;
  readonly keyId: string | undefined;
  readonly algorithm: AssertionAlgorithm;
  /** `https://{domain}/`, with the slash. */
  readonly audience: string;
  readonly nowMs: number;
}

/**
 * A JWT that Auth0 takes in place of a client secret: for one use, valid for a minute.
 *
 * Source: https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt
 */
export function createClientAssertion(options: ClientAssertionOptions): string {
  const { clientId, privateKey, keyId, algorithm, audience, nowMs } = options;
  const issuedAt = Math.floor(nowMs / 1_000);
  const header = { alg: algorithm, typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) };
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: audience,
    jti: randomUUID(),
    iat: issuedAt,
    exp: issuedAt + 60,
  };
  const signed = `${encodePart(header)}.${encodePart(claims)}`;
  const hash = algorithm === 'RS384' ? 'sha384' : 'sha256';
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  const signature = sign(hash, Buffer.from(signed), {
    key: privateKey,
    ...(algorithm === 'PS256' ? pss : {}),
  });
  return `${signed}.${signature.toString('base64url')}`;
}

function encodePart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
