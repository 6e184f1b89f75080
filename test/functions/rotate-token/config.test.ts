import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../functions/rotate-token/config.ts';

const environment = {
  TENANT: 'acme',
  AUTH0_DOMAIN: 'acme.eu.auth0.com',
  CLIENT_SECRET_ID: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/auth0-client-AbCdEf',
};

describe('parseConfig', () => {
  it('reads the environment', () => {
    expect(parseConfig(environment)).toEqual({
      tenant: 'acme',
      auth0Domain: 'acme.eu.auth0.com',
      auth0BaseUrl: 'https://acme.eu.auth0.com',
      clientSecretId: environment.CLIENT_SECRET_ID,
    });
  });

  it.each([
    ['https://auth0.example.com/', 'https://auth0.example.com'],
    ['http://127.0.0.1:4001', 'http://127.0.0.1:4001'],
    ['', 'https://acme.eu.auth0.com'],
  ])('reaches Auth0 at AUTH0_BASE_URL %p', (AUTH0_BASE_URL, expected) => {
    expect(parseConfig({ ...environment, AUTH0_BASE_URL }).auth0BaseUrl).toBe(expected);
  });

  it.each([
    ['TENANT', ' '],
    ['AUTH0_DOMAIN', undefined],
    ['AUTH0_DOMAIN', 'https://acme.eu.auth0.com/'],
    ['AUTH0_DOMAIN', 'acme'],
    ['AUTH0_BASE_URL', 'http://auth0.example.com'],
    ['AUTH0_BASE_URL', 'http://127.0.0.1.evil.example'],
    ['AUTH0_BASE_URL', 'http://localhost.evil.example'],
    ['AUTH0_BASE_URL', 'http://evil-localhost'],
    ['AUTH0_BASE_URL', 'https://user:pw@auth0.example.com'],
    ['AUTH0_BASE_URL', 'https://auth0.example.com/api/v2'],
    ['AUTH0_BASE_URL', 'auth0.example.com'],
    ['CLIENT_SECRET_ID', undefined],
    ['CLIENT_SECRET_ID', '{"client_id":"a","client_secret":"canary"}'],
  ])('names %s when it is %p, and never its value', (name, value) => {
    const parse = () => parseConfig({ ...environment, [name]: value });

    expect(parse).toThrow(`wrong environment: ${name}: expected `);
    expect(parse).not.toThrow('canary');
  });

  it('names everything that is wrong at once', () => {
    expect(() => parseConfig({})).toThrow(/TENANT.*AUTH0_DOMAIN.*CLIENT_SECRET_ID/);
  });
});
