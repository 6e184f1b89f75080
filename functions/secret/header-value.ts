import { InvalidSecretError } from './errors.ts';
import { parseFilled, parseSecretJson } from './parse-secret-json.ts';

/**
 * A whole header value in a secret: the bare string, or `{"authorization": …}`. Blanks around it are dropped, as
 * HTTP does on the way.
 *
 * Throws InvalidSecretError for a value that is empty, a placeholder, or has other characters than printable ASCII.
 */
export function parseHeaderValue(text: string, secretId = '(unnamed)'): string {
  const json = parseSecretJson(text, secretId);
  const what = json === undefined ? 'the value' : 'authorization';
  const value = parseFilled(json === undefined ? text : json['authorization'], secretId, what);
  if (!/^[\x20-\x7e]+$/.test(value)) {
    throw new InvalidSecretError(
      secretId,
      `${what} has characters other than printable ASCII, so no header can carry it`,
    );
  }
  return value;
}
