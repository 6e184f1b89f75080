import fc from 'fast-check';
import { parseClientCredentials } from '../../../functions/rotate-token/client-credentials.ts';
import { parseTokenAnswer } from '../../../functions/rotate-token/management-token.ts';
import { InvalidSecretError } from '../../../functions/secret/errors.ts';
import { parseHeaderValue } from '../../../functions/secret/header-value.ts';
import { tokenAgeSeconds } from '../../../functions/secret/token-age.ts';
import { parseTokenValue } from '../../../functions/secret/token-value.ts';
import { anyJson, anyText, defineTarget, hold } from '../target.ts';

const keys = fc.constantFrom(
  'access_token',
  'token',
  'authorization',
  'client_id',
  'client_secret',
  'private_key',
  'key_id',
  'alg',
);
const canary = 'CANARY0secret';

const parsers: readonly ((text: string, secretId: string) => unknown)[] = [
  parseTokenValue,
  parseHeaderValue,
  parseClientCredentials,
];

export const secrets = defineTarget({
  name: 'secrets',
  share: 200,
  arbitrary: fc.oneof(
    anyText,
    fc.dictionary(keys, fc.oneof(anyJson, anyText)).map((value) => JSON.stringify(value)),
    fc.tuple(anyText, anyText).map(([before, after]) => `${before}${canary}${after}`),
    fc
      .tuple(keys, anyText)
      .map(([key, after]) => JSON.stringify({ [key]: `${canary}${after}` }).slice(0, -1)),
    fc
      .dictionary(
        keys,
        anyText.map((text) => canary + text),
      )
      .map((value) => JSON.stringify(value)),
  ),
  check(text) {
    for (const parse of parsers) {
      try {
        const value = parse(text, 'acme/secret');
        if (typeof value === 'string')
          hold(/^[\x20-\x7e]+$/.test(value), 'what goes into a header fits into one');
      } catch (error) {
        hold(error instanceof InvalidSecretError, 'a secret of no use is said to be one');
        hold(!String(error).includes(canary), 'an error quotes no secret');
      }
    }
    const age = tokenAgeSeconds(text, 1.7e12);
    hold(age === undefined || age >= 0, 'an age is none or not negative');
    parseTokenAnswer(text, 1.7e12);
  },
});
