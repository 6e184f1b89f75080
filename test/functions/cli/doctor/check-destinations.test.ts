import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  checkEventBus,
  checkHttps,
  checkPartnerSource,
} from '../../../../functions/cli/doctor/check-destinations.ts';
import { useAwsStandIn } from '../../../support/cli/aws-environment.ts';

const useAws = useAwsStandIn();
const source = (name: string) => `aws.partner/auth0.com/${name}/auth0.logs`;

describe('checkEventBus', () => {
  const toArn = (name: string) => `arn:aws:events:us-east-1:123456789012:event-bus/${name}`;

  it('finds a bus', async () => {
    useAws().buses.create('security');

    expect(await checkEventBus(toArn('security'))).toEqual({
      check: 'event bus',
      status: 'ok',
      detail: 'security is there',
    });
  });

  it('tells that there is none, and that no deployment makes it', async () => {
    expect(await checkEventBus(toArn('absent'))).toMatchObject({
      status: 'fail',
      detail: 'absent: there is none',
      fix: expect.stringMatching(/^the stack does not make it: create it, or correct destinations\[\]\.arn/),
    });
  });

  it('tells that it may not be looked at', async () => {
    const takeBack = useAws().inject({ on: 'eventbridge', fault: { kind: 'denied' } });

    expect(await checkEventBus(toArn('security'))).toMatchObject({
      status: 'fail',
      detail: 'security: AccessDeniedException',
      fix: 'use a role that may read it',
    });
    takeBack();
  });
});

describe('checkPartnerSource', () => {
  it.each<['ACTIVE' | 'PENDING' | 'DELETED', string, RegExp]>([
    ['ACTIVE', 'ok', /belongs to a bus/],
    ['PENDING', 'fail', /what Auth0 sends is lost/],
    ['DELETED', 'fail', /Auth0 has taken it away/],
  ])('knows a source that is %s', async (state, status, detail) => {
    useAws().buses.offer(source(state), state);

    expect(await checkPartnerSource(source(state))).toMatchObject({
      check: 'event source',
      status,
      detail: expect.stringMatching(detail),
    });
  });

  it('leads to the Region where there is none', async () => {
    expect(await checkPartnerSource(source('absent'))).toMatchObject({
      status: 'fail',
      detail: `${source('absent')}: there is none`,
      fix: expect.stringMatching(/AWS_REGION/),
    });
  });

  it('tells an outage', async () => {
    const takeBack = useAws().inject({ on: 'eventbridge', fault: { kind: 'unavailable' } });

    expect(await checkPartnerSource(source('ACTIVE'))).toMatchObject({
      status: 'fail',
      detail: `${source('ACTIVE')}: InternalFailure`,
    });
    takeBack();
  });
});

describe('checkHttps', () => {
  let server: Server;
  let url = '';
  let status = 200;
  let body = '';
  const requests: { readonly headers: IncomingMessage['headers']; readonly bytes: number }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let bytes = 0;
      request.on('data', (chunk: Buffer) => (bytes += chunk.length));
      request.on('end', () => {
        requests.push({ headers: request.headers, bytes });
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/collector/event`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const check = (
    more: { readonly kind?: 'hec' | 'ndjson'; readonly header?: string; readonly url?: string } = {},
  ) => checkHttps({ name: 'splunk', url, kind: 'hec', ...more }, 'the-secret', 'canary');

  it.each<[answer: number, status: string, detail: RegExp, fix: RegExp | undefined]>([
    [200, 'ok', /is reachable and takes the token/, undefined],
    [400, 'ok', /is reachable and takes the token/, undefined],
    [415, 'ok', /is reachable and takes the token/, undefined],
    [401, 'fail', /answers 401: it refuses the token/, /put-secret-value --secret-id the-secret/],
    [403, 'fail', /answers 403: it refuses the token/, /put-secret-value/],
    [302, 'fail', /a redirect/, /final URL/],
    [404, 'fail', /nothing takes records there/, /path/],
    [405, 'fail', /nothing takes records there/, /path/],
    [429, 'warn', /answers 429/, /operator/],
    [503, 'warn', /answers 503/, /operator/],
  ])('reads an answer of %d', async (answer, expected, detail, fix) => {
    status = answer;
    body = '';

    const result = await check();

    expect(result).toMatchObject({ check: 'https splunk', status: expected });
    expect(result.detail).toMatch(detail);
    expect(result.fix ?? '').toMatch(fix ?? /^$/);
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it.each<[code: number, answer: number, status: string, detail: RegExp, fix: RegExp | undefined]>([
    [0, 200, 'ok', /takes the token/, undefined],
    [1, 403, 'fail', /answers 403 with code 1: the token is disabled/, /enable it in Splunk/],
    [2, 401, 'fail', /code 2: the token did not arrive/, /pass the header Authorization on/],
    [3, 401, 'fail', /code 3: the header Authorization/, /without Splunk or Bearer/],
    [4, 403, 'fail', /code 4: it refuses the token/, /put-secret-value --secret-id the-secret/],
    [5, 400, 'ok', /takes the token/, undefined],
    [6, 400, 'ok', /takes the token/, undefined],
    [7, 400, 'fail', /code 7: the token may not write to its index/, /default index/],
    [9, 503, 'warn', /code 9: it is busy/, /operator/],
    [10, 400, 'fail', /code 10: the channel did not arrive/, /X-Splunk-Request-Channel/],
    [11, 400, 'fail', /code 11: the channel did not arrive/, /X-Splunk-Request-Channel/],
    [14, 400, 'fail', /code 14: the URL is the one for acknowledgements/, /services\/collector\/event/],
    [16, 400, 'fail', /code 16: the URL has a token in it/, /parameter token out of/],
    [21, 400, 'fail', /code 21: it refuses the token/, /put-secret-value/],
    [22, 400, 'fail', /code 22: the token is disabled/, /enable it in Splunk/],
    [23, 503, 'warn', /code 23: it is busy/, /operator/],
    [99, 403, 'fail', /answers 403: it refuses the token/, /put-secret-value/],
  ])('reads code %d of a collector (%d)', async (code, answer, expected, detail, fix) => {
    status = answer;
    body = JSON.stringify({ text: 'canary', code });

    const finding = await check();

    expect(finding).toMatchObject({ check: 'https splunk', status: expected });
    expect(finding.detail).toMatch(detail);
    expect(finding.fix ?? '').toMatch(fix ?? /^$/);
    expect(JSON.stringify(finding)).not.toContain('canary');
  });

  it('reads no code of an endpoint that is no collector', async () => {
    status = 400;
    body = '{"code":7}';

    expect(await check({ kind: 'ndjson' })).toMatchObject({ status: 'ok' });
  });

  it.each<[what: string, more: Parameters<typeof check>[0], header: string, value: string]>([
    ['Splunk', { kind: 'hec' }, 'authorization', 'Splunk canary'],
    ['NDJSON', { kind: 'ndjson' }, 'authorization', 'Bearer canary'],
    ['a header of its own', { kind: 'ndjson', header: 'X-Api-Key' }, 'x-api-key', 'canary'],
  ])('shows the token as records do, to %s, and sends no record', async (_what, more, header, value) => {
    status = 200;

    await check(more);

    expect(requests.at(-1)?.headers[header]).toBe(value);
    expect(requests.at(-1)?.bytes).toBe(0);
  });

  it.each([
    ['nobody listens', 'http://127.0.0.1:1/', 'ECONNREFUSED'],
    ['it would be sent in the clear', 'http://splunk.example.com/', 'Error'],
  ])('tells that %s', async (_what, elsewhere, code) => {
    expect(await check({ url: elsewhere })).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining(`no answer (${code})`),
    });
  });
});
