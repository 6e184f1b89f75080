/**
 * May this text be put into the path of a request that carries our token?
 *
 * Log events hold text chosen by whoever tried to log in. Auth0 fixes neither form nor length of a session ID; genuine
 * ones have 32 characters of `A-Z a-z 0-9 _ -`. Allowed is what stands for itself in one path segment (RFC 3986,
 * unreserved and sub-delimiters): no slash, percent sign, query, fragment, white space or control character, and no
 * segment of dots alone, which survives percent-encoding and names another path.
 */
export function isUsableSessionId(sessionId: string): boolean {
  return usable.test(sessionId) && !dotsOnly.test(sessionId);
}

const usable = /^[A-Za-z0-9._~!$&'()*+,;=:@|-]{1,256}$/;
const dotsOnly = /^\.+$/;
