import { describe, expect, it } from '@jest/globals';
import {
  describeNetworkFault,
  isByChance,
  readNetworkCode,
} from '../../../../functions/cli/terminal/network-fault.ts';

const failed = (cause: unknown) => new TypeError('fetch failed', { cause });

describe('readNetworkCode', () => {
  it.each<[what: string, error: unknown, code: string]>([
    ["the system's code", Object.assign(new Error('x'), { code: 'ENOTFOUND' }), 'ENOTFOUND'],
    ['the code of a cause', failed({ code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    ['the code of a cause of a cause', failed(failed({ code: 'EPROXY_407' })), 'EPROXY_407'],
    ['a port that fetch itself refuses', failed(new Error('bad port')), 'EBADPORT'],
    ['the end of the time', new DOMException('timed out', 'TimeoutError'), 'TimeoutError'],
    ['nothing that tells', failed(new Error('x')), 'unknown'],
    ['no error at all', undefined, 'unknown'],
  ])('reads %s', (_what, error, code) => {
    expect(readNetworkCode(error)).toBe(code);
  });
});

describe('describeNetworkFault', () => {
  it.each<[code: string, cause: string, fix: RegExp]>([
    ['ENOTFOUND', 'the host acme.example is not found (ENOTFOUND)', /name right\? Else set HTTPS_PROXY/],
    ['ECONNREFUSED', 'acme.example refuses the connection (ECONNREFUSED)', /address right/],
    ['ECONNRESET', 'acme.example breaks the connection off (ECONNRESET)', /try again/],
    ['TimeoutError', 'acme.example does not answer (TimeoutError)', /set HTTPS_PROXY/],
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'the certificate of acme.example is not trusted (SELF_SIGNED_CERT_IN_CHAIN)',
      /^NODE_EXTRA_CA_CERTS=FILE /,
    ],
    ['CERT_HAS_EXPIRED', 'the certificate of acme.example has expired', /clock/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate of acme.example is for another host', /address/],
    ['EPROTO', 'acme.example speaks no TLS (EPROTO)', /https\?/],
    ['EPROXY_407', 'the proxy refuses to connect to acme.example (HTTP status 407)', /password/],
    ['EPROXY_ENOTFOUND', 'the proxy to acme.example is not reached (ENOTFOUND)', /HTTPS_PROXY right/],
    ['EISNEW', 'acme.example gives no answer (EISNEW)', /address right/],
    ['unknown', 'acme.example gives no answer', /address right/],
  ])('puts %s into words', (code, cause, fix) => {
    const fault = describeNetworkFault(code, 'acme.example');

    expect(fault.cause).toBe(cause);
    expect(fault.fix).toMatch(fix);
  });
});

describe('isByChance', () => {
  it('tells what may pass from what stays', () => {
    expect(['ECONNRESET', 'TimeoutError', 'EAI_AGAIN'].map(isByChance)).toEqual([true, true, true]);
    expect(['ENOTFOUND', 'ECONNREFUSED', 'CERT_HAS_EXPIRED'].map(isByChance)).toEqual([false, false, false]);
  });
});
