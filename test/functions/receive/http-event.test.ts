import { describe, expect, it } from '@jest/globals';
import { isHttpEvent } from '../../../functions/receive/http-event.ts';

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
