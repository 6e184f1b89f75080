import { describe, expect, it } from '@jest/globals';
import { tokenAgeSeconds } from '../../../functions/secret/token-age.ts';

const toJwt = (claims: unknown) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

describe('tokenAgeSeconds', () => {
  it.each<[what: string, token: string, age: number | undefined]>([
    ['a token issued a minute ago', toJwt({ iat: 1_000 }), 60],
    ['one from a clock that is ahead', toJwt({ iat: 1_070 }), 0],
    ['a token without iat', toJwt({ exp: 1 }), undefined],
    ['an iat that is no number', toJwt({ iat: '1000' }), undefined],
    ['claims that are no object', toJwt(null), undefined],
    ['an opaque token', 'opaque', undefined],
    ['a payload that is no JSON', 'a.b.c', undefined],
  ])('reads %s', (_what, token, age) => {
    expect(tokenAgeSeconds(token, 1_060_000)).toBe(age);
  });
});
