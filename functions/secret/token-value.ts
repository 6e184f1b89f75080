import { InvalidSecretError } from './errors.ts';
import { parseFilled, parseSecretJson } from './parse-secret-json.ts';

/**
 * The bearer token in a secret: the bare string, or `{"access_token": …}` or `{"token": …}` with any other keys.
 *
 * Throws InvalidSecretError for a value that is empty, a placeholder, or cannot stand in a header as RFC 6750 writes
 * it (`b68token`: no blanks, no quotes): sent, it would be refused, or split the header.
 */
export function parseTokenValue(text: string, secretId = '(unnamed)'): string {
  const json = parseSecretJson(text, secretId);
  const value = json === undefined ? text : (json['access_token'] ?? json['token']);
  const what = json === undefined ? 'the value' : 'access_token (or token)';
  const token = parseFilled(value, secretId, what);
  if (!/^[A-Za-z0-9._~+/-]+=*$/.test(token)) {
    throw new InvalidSecretError(
      secretId,
      `${what} has characters that no bearer token has; allowed are letters, digits and ._~+/-=, without "Bearer" or "Splunk" before it`,
    );
  }
  return token;
}
