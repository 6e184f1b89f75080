import { describe, expect, it } from '@jest/globals';
import { InvalidSecretError } from '../../../functions/secret/errors.ts';
import { placeholderValue } from '../../../functions/secret/placeholder.ts';
import { parseTokenValue } from '../../../functions/secret/token-value.ts';

const canary = 'canary-5ecret';

describe('parseTokenValue', () => {
  it.each([
    ['the bare string', 'eyJ.a-b_c.d'],
    ['blanks and a newline around it', '  eyJ.a-b_c.d\r\n'],
    ['access_token', '{"access_token":"eyJ.a-b_c.d","expires_at":"2026-01-01T00:00:00Z"}'],
    ['token', '\n{"token":"eyJ.a-b_c.d\\n"}'],
    ['both: access_token counts', '{"token":"other","access_token":"eyJ.a-b_c.d"}'],
  ])('reads %s', (_what, text) => {
    expect(parseTokenValue(text)).toBe('eyJ.a-b_c.d');
  });

  it.each([
    ['nothing', '', 'the value is empty'],
    ['blanks', ' \n', 'the value is empty'],
    ['the placeholder', placeholderValue, 'the value is still the placeholder'],
    ['a placeholder in other words', 'my-placeholder-value', 'the value is still the placeholder'],
    [
      'a placeholder inside',
      `{"access_token":"${placeholderValue}"}`,
      'access_token (or token) is still the placeholder',
    ],
    ['an empty token', '{"access_token":""}', 'access_token (or token) is empty'],
    ['other keys only', `{"acces_token":"${canary}"}`, 'access_token (or token) is missing'],
    ['null', '{"access_token":null}', 'access_token (or token) is missing'],
    ['a number', '{"token":5}', 'access_token (or token) is not a string'],
    ['half an object', `{"access_token":"${canary}`, 'it begins like a JSON object but is not JSON'],
    ['the scheme before it', `Bearer ${canary}`, 'the value has characters'],
    [
      "Splunk's scheme before it",
      `Splunk ${canary}`,
      'the value has characters that no bearer token has; allowed are letters, digits and ._~+/-=, without "Bearer" or "Splunk" before it',
    ],
    ['a line break inside', `${canary}\nx-other: 1`, 'the value has characters'],
    ['quotes', `"${canary}"`, 'the value has characters'],
    ['a letter beyond ASCII', `${canary}é`, 'the value has characters'],
  ])('refuses %s, and names the secret without its content', (_what, text, reason) => {
    const parse = () => parseTokenValue(text, 'acme/management-token');

    expect(parse).toThrow(InvalidSecretError);
    expect(parse).toThrow(`secret acme/management-token is not usable: ${reason}`);
    expect(parse).not.toThrow(canary);
  });
});
