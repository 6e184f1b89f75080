import { describe, expect, it } from '@jest/globals';
import {
  parseSecretText,
  parseTokenAnswer,
  toSecretText,
} from '../../../functions/rotate-token/management-token.ts';
import { parseTokenValue } from '../../../functions/secret/token-value.ts';

const askedAtMs = Date.parse('2026-01-01T00:00:00Z');
const jwtOf = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe('parseTokenAnswer', () => {
  it.each<[string, object, object]>([
    [
      'what Auth0 says',
      { access_token: 'opaque', expires_in: 3_600, scope: 'read:sessions read:logs' },
      { expiresAtMs: askedAtMs + 3_600_000, scopes: ['read:sessions', 'read:logs'] },
    ],
    [
      'what the token says, where Auth0 does not',
      { access_token: jwtOf({ exp: 1_800_000_000, scope: 'read:sessions' }) },
      { expiresAtMs: 1_800_000_000_000, scopes: ['read:sessions'] },
    ],
    [
      'nothing where nobody says anything',
      { access_token: 'a.b.c', expires_in: '1h' },
      { expiresAtMs: undefined, scopes: undefined },
    ],
  ])('takes over %s', (_what, answer, expected) => {
    expect(parseTokenAnswer(JSON.stringify(answer), askedAtMs)).toMatchObject({
      issuedAtMs: askedAtMs,
      ...expected,
    });
  });

  it.each(['', '<p>', 'null', '[]', '{}', '{"access_token":5}', '{"access_token":"two words"}'])(
    'finds no token in %p',
    (text) => {
      expect(parseTokenAnswer(text, askedAtMs)).toBeUndefined();
    },
  );
});

describe('toSecretText', () => {
  it.each([
    {
      accessToken: 'a.b.c',
      issuedAtMs: askedAtMs,
      expiresAtMs: askedAtMs + 1_000,
      scopes: ['read:sessions'],
    },
    { accessToken: 'a.b.c', issuedAtMs: undefined, expiresAtMs: undefined, scopes: undefined },
  ])('can be read back, by us and by whoever uses the token', (token) => {
    const text = toSecretText(token);

    expect(parseSecretText(text)).toEqual(token);
    expect(parseTokenValue(text)).toBe('a.b.c');
  });
});
