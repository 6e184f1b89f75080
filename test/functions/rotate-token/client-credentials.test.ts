import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { parseClientCredentials } from '../../../functions/rotate-token/client-credentials.ts';
import { InvalidSecretError } from '../../../functions/secret/errors.ts';

const pemOf = (type: 'rsa' | 'rsa-1024' | 'ec') => {
  const { privateKey } =
    type === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: type === 'rsa' ? 2_048 : 1_024 });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
};
const pem = pemOf('rsa');
const canary = 'canary-5ecret';

describe('parseClientCredentials', () => {
  it('reads a client secret', () => {
    const text = '{"client_id":" id ","client_secret":"s3cr3t\\n","private_key":null}';

    expect(parseClientCredentials(text, 's')).toEqual({ clientId: 'id', clientSecret: 's3cr3t' });
  });

  it.each([
    ['with its line breaks', pem, {}, { algorithm: 'RS256', keyId: undefined }],
    ['with line breaks written out', pem.replaceAll('\n', '\\n'), { alg: 'PS256' }, { algorithm: 'PS256' }],
    ['with an ID', pem, { alg: 'RS384', key_id: 'k1' }, { algorithm: 'RS384', keyId: 'k1' }],
  ])('reads a private key %s', (_what, private_key, more, expected) => {
    const credentials = parseClientCredentials(
      JSON.stringify({ client_id: 'id', private_key, ...more }),
      's',
    );

    expect(credentials).toMatchObject({ clientId: 'id', ...expected });
    expect(credentials).toHaveProperty('privateKey.asymmetricKeyType', 'rsa');
  });

  it.each<[string, unknown, string]>([
    ['the placeholder', 'REPLACE_ME', 'the value is still the placeholder'],
    ['a placeholder inside', { client_id: 'REPLACE_ME', client_secret: 'REPLACE_ME' }, 'client_id is still'],
    ['nothing', '', 'the value is empty'],
    ['something bare', canary, 'expected a JSON object'],
    ['half an object', `{"client_secret":"${canary}`, 'is not JSON'],
    ['no client_id', { client_secret: canary }, 'client_id is missing'],
    ['neither', { client_id: canary }, 'client_secret (or private_key) is missing'],
    ['both', { client_id: 'id', client_secret: canary, private_key: pem }, 'got both'],
    ['a key that is none', { client_id: 'id', private_key: canary }, 'private_key is not the PEM'],
    ['a key on a curve', { client_id: 'id', private_key: pemOf('ec') }, 'is not an RSA key'],
    ['a key that is too short', { client_id: 'id', private_key: pemOf('rsa-1024') }, 'is not an RSA key'],
    [
      'another algorithm',
      { client_id: 'id', private_key: pem, alg: canary },
      'allowed are RS256, RS384, PS256',
    ],
  ])('refuses %s without showing it', (_what, value, reason) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const parse = () => parseClientCredentials(text, 'acme/auth0-client');

    expect(parse).toThrow(InvalidSecretError);
    expect(parse).toThrow(reason);
    expect(parse).toThrow('secret acme/auth0-client is not usable');
    expect(parse).not.toThrow(canary);
    expect(parse).not.toThrow('PRIVATE KEY');
  });
});
