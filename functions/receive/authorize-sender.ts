import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { LoadAuthorizations } from '../secret/webhook-authorizations.ts';

/**
 * Lets a request pass whose Authorization header is, as a whole, one of the accepted values: Auth0 sends what its
 * stream was given, without adding `Bearer`.
 *
 * 401 for all others, always the same and before the body is read. A missing header counts as an empty one, and an
 * empty value is accepted from nobody, whatever the secret holds. When no value can be loaded, the loader's error goes
 * to the app, which answers 503.
 */
export function authorizeSender(loadAuthorizations: LoadAuthorizations): MiddlewareHandler {
  return async function authorizeSender(c, next) {
    const given = digest(c.req.header('Authorization') ?? '');
    const isKnown =
      isOneOf(given, await loadAuthorizations()) ||
      // A value that Auth0 was given a moment ago may be newer than what is at hand.
      isOneOf(given, await loadAuthorizations({ fresh: true }));
    if (!isKnown) return c.body(null, 401);
    await next();
  };
}

/** Hashes have one length, and every value is compared, so the time tells neither. */
function isOneOf(given: Buffer, accepted: readonly string[]): boolean {
  let isFound = false;
  for (const value of accepted) {
    const isEqual = timingSafeEqual(given, digest(value));
    isFound ||= isEqual && value.trim() !== '';
  }
  return isFound;
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
