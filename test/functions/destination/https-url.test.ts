import { describe, expect, it } from '@jest/globals';
import { parseHttpsUrl } from '../../../functions/destination/https-url.ts';

describe('parseHttpsUrl', () => {
  it.each([
    'https://splunk.example.com:8088/services/collector',
    'http://127.0.0.1:1',
    'http://localhost/x',
    'http://[::1]:2/',
  ])('allows %s', (url) => {
    expect(parseHttpsUrl(url).href).toContain(url);
  });

  it.each([
    [
      'http://splunk.example.com/k3y',
      'is http://splunk.example.com; allowed are https, and http on loopback',
    ],
    ['http://127.0.0.1.example.com/k3y', 'allowed are https'],
    ['ftp://127.0.0.1/k3y', 'allowed are https'],
    ['https://user:k3y@splunk.example.com/', 'has credentials in it'],
    ['splunk.example.com/k3y', 'is not an absolute URL'],
  ])('refuses %s without showing what may be secret', (url, message) => {
    expect(() => parseHttpsUrl(url)).toThrow(message);
    expect(() => parseHttpsUrl(url)).not.toThrow('k3y');
  });
});
