import { describe, expect, it } from '@jest/globals';
import { isHttpEvent, isRestEvent, toSourceIp } from '../../../functions/receive/http-event.ts';

describe('isHttpEvent', () => {
  it('knows payload format 2.0', () => {
    expect(isHttpEvent({ version: '2.0', rawPath: '/', requestContext: { http: { method: 'GET' } } })).toBe(
      true,
    );
  });

  it.each<[what: string, event: unknown]>([
    ['an SQS batch', { Records: [] }],
    ['payload format 1.0', { httpMethod: 'GET', path: '/', requestContext: {} }],
    ['an EventBridge event', { 'detail-type': 'Auth0 log', detail: {} }],
    ['a test event', { key1: 'value1' }],
    ['nothing', null],
    ['nothing at all', undefined],
    ['text', 'GET /'],
    ['odd objects', { rawPath: '/', requestContext: { http: null } }],
    ['odd paths', { rawPath: 7, requestContext: { http: { method: 'GET' } } }],
  ])('refuses %s', (_what, event) => {
    expect(isHttpEvent(event)).toBe(false);
  });
});

describe('isRestEvent', () => {
  const rest = { path: '/', httpMethod: 'GET', requestContext: { identity: { sourceIp: '192.0.2.1' } } };

  it('knows payload format 1.0 of a REST API, and who sent it', () => {
    expect(isRestEvent(rest)).toBe(true);
    expect(toSourceIp(rest)).toBe('192.0.2.1');
  });

  it.each<[what: string, event: unknown]>([
    ['an SQS batch', { Records: [] }],
    ['payload format 2.0', { rawPath: '/', requestContext: { http: { method: 'GET' } } }],
    ['a load balancer', { path: '/', httpMethod: 'GET', requestContext: { elb: {} } }],
    ['nothing', null],
    ['odd objects', { ...rest, requestContext: { identity: null } }],
    ['odd paths', { ...rest, path: 7 }],
  ])('refuses %s', (_what, event) => {
    expect(isRestEvent(event)).toBe(false);
  });
});
