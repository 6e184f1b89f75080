import { describe, expect, it } from '@jest/globals';
import { isSafeUrl } from '../../../functions/secret/safe-url.ts';

describe('isSafeUrl', () => {
  it.each([
    'https://acme.eu.auth0.com',
    'http://localhost:4000',
    'http://127.0.0.1:4000/log-events',
    'http://127.8.9.10',
    'http://[::1]:4000',
  ])('lets a secret go to %s', (url) => {
    expect(isSafeUrl(new URL(url))).toBe(true);
  });

  it.each([
    'http://acme.eu.auth0.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://128.0.0.1',
    'http://[::2]',
    'ftp://localhost',
    'file:///etc/passwd',
  ])('lets none go to %s', (url) => {
    expect(isSafeUrl(new URL(url))).toBe(false);
  });
});
