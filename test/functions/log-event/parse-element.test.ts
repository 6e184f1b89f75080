import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LogEvent } from '../../../functions/log-event/log-event.ts';
import { parseElement } from '../../../functions/log-event/parse-element.ts';
import { anyCharacter } from '../../support/any-character.ts';

const receivedAtMs = 1_800_000_000_000;
const logId = '90020260914080234018157717339783688721096017323748527751';
const indexedAtMs = Date.UTC(2026, 8, 14, 8, 2, 34, 18);
const date = '2026-09-14T08:02:33.118Z';
const dateMs = Date.parse(date);
const data = { date, type: 's', details: { session_id: 'S1' }, log_id: logId };
const envelope = {
  version: '0',
  id: 'e-1',
  'detail-type': 'Auth0 log',
  source: 'aws.partner/auth0.com/x',
  time: '2026-09-14T08:02:57Z',
};

const parse = (element: unknown) => parseElement(JSON.stringify(element), { receivedAtMs });
const read = (element: unknown): LogEvent => {
  const parsed = parse(element);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event;
};

describe('parseElement', () => {
  const pulled = { ...data, _id: logId, isMobile: false };
  it.each<[what: string, element: unknown, data: unknown]>([
    ['a webhook element', { log_id: logId, data }, data],
    ['an EventBridge envelope', { ...envelope, detail: { log_id: logId, data } }, data],
    ['a bare event', data, data],
    ['a bare event as detail', { ...envelope, detail: data }, data],
    ['an event of the pull API', pulled, pulled],
  ])('reads %s', (_what, element, innermost) => {
    expect(parse(element)).toEqual({
      ok: true,
      event: { logId, type: 's', data: innermost, sessionId: 'S1', occurredAtMs: dateMs },
    });
  });

  it.each<[what: string, element: Record<string, unknown>]>([
    ['session_id', { session_id: 'S1', user_id: 'u', ip: '192.0.2.1', user_agent: 'x', date }],
    ['sid', { sid: 'S1', date, iss: 'https://login.example.com/' }],
    [
      'session_id and a detail of its own',
      { session_id: 'S1', date, detail: { type: 's' }, data: { type: 's' } },
    ],
    ['session_id and a type that is null', { session_id: 'S1', date, type: null }],
  ])('reads a session event with %s', (_what, element) => {
    const event = { type: undefined, data: element, sessionId: 'S1', occurredAtMs: dateMs };

    expect(read(element)).toMatchObject(event);
    expect(read({ ...envelope, detail: element })).toMatchObject(event);
  });

  it.each<[what: string, element: unknown, expected: string | RegExp]>([
    ['the wrapper', { log_id: 'outer', data: { ...data, log_id: 'inner' } }, 'outer'],
    ['the event', { data }, logId],
    ["the pull API's _id", { type: 's', _id: 'pulled' }, 'pulled'],
    ['a session event that has one', { session_id: 'S1', log_id: 'own' }, 'own'],
    ['the content, when empty', { log_id: '', data: { type: 's', log_id: '' } }, /^sha256:[0-9a-f]{64}$/],
    ['the content, when no text', { log_id: 7, data: { type: 's' } }, /^sha256:/],
    ['the content, when longer than an ID is', { log_id: 'x'.repeat(257), data: { type: 's' } }, /^sha256:/],
    ['digits beyond 2^53', { data: { type: 's', log_id: logId } }, logId],
  ])('takes its identity from %s', (_what, element, expected) => {
    expect(read(element).logId).toMatch(expected);
  });

  it("gives equal content equal IDs, whatever the keys' order and the time of arrival", () => {
    const one = parseElement('{"session_id":"S1","ip":"192.0.2.1","x":{"a":1,"b":[1,2]}}', {
      receivedAtMs: 1,
    });
    const two = parseElement('{"x": {"b":[1,2],"a":1}, "ip":"192.0.2.1","session_id":"S1"}', {
      receivedAtMs: 2,
    });

    expect(one.ok && one.event.logId).toBe(two.ok && two.event.logId);
  });

  it.each<[what: string, other: unknown]>([
    ['content', { session_id: 'S2' }],
    ['order of a list', { session_id: 'S1', list: [2, 1] }],
    ['EventBridge ID', { ...envelope, id: 'e-2', detail: { session_id: 'S1', list: [1, 2] } }],
    ['way', { ...envelope, detail: { session_id: 'S1', list: [1, 2] } }],
  ])('gives another %s another ID', (_what, other) => {
    expect(read(other).logId).not.toBe(read({ session_id: 'S1', list: [1, 2] }).logId);
  });

  it.each<[what: string, element: unknown, occurredAtMs: number]>([
    ['its date', { log_id: logId, data: { type: 's', date } }, dateMs],
    ['its date in milliseconds', { type: 's', date: dateMs }, dateMs],
    ['its log_id', { log_id: logId, data: { type: 's', date: 'no date' } }, indexedAtMs],
    ['its inner log_id', { type: 's', log_id: logId, date: { odd: true } }, indexedAtMs],
    ['EventBridge', { ...envelope, detail: { data: { type: 's' } } }, Date.parse(envelope.time)],
    ['its arrival', { type: 's' }, receivedAtMs],
    [
      'its arrival, when all else is odd',
      { ...envelope, time: 'x', detail: { type: 's', date: '', log_id: '900' } },
      receivedAtMs,
    ],
  ])('takes its time from %s', (_what, element, occurredAtMs) => {
    expect(read(element).occurredAtMs).toBe(occurredAtMs);
  });

  it.each<[what: string, text: string, reason: string]>([
    ['text that is cut', '{"log_id":"1","data":{"type":"s"', 'not valid JSON'],
    ['no text', '', 'not valid JSON'],
    ['an array', '[{"type":"s"}]', 'expected a JSON object, got an array'],
    ['a string', '"s"', 'expected a JSON object, got text'],
    ['a number', '100000000000000000007', 'expected a JSON object, got text'],
    ['null', 'null', 'expected a JSON object, got null'],
    [
      'a type that is a number',
      '{"data":{"type":5}}',
      'type: expected a log type code as text, got a number',
    ],
    [
      'a type that is an object',
      '{"type":{},"session_id":"S"}',
      'type: expected a log type code as text, got an object',
    ],
    ['an empty type', '{"data":{"type":""}}', 'type: expected a log type code, got empty text'],
    [
      'neither type nor session',
      '{"log_id":"1","data":{"user_name":"x"}}',
      'no event: neither a type (log event) nor a session_id or sid (session event)',
    ],
    [
      'an empty session ID',
      '{"session_id":""}',
      'no event: neither a type (log event) nor a session_id or sid (session event)',
    ],
    ['an empty object', '{}', 'no event: neither a type (log event) nor a session_id or sid (session event)'],
    [
      'hostile nesting',
      `{"type":"s","a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
      'nested more than 100 levels deep',
    ],
  ])('refuses %s and says why', (_what, text, reason) => {
    expect(parseElement(text, { receivedAtMs })).toEqual({ ok: false, reason });
  });

  it.each<[what: string, details: unknown]>([
    ['text', 'Wrong password'],
    ['an array', [{ session_id: 'S1' }]],
    ['null', null],
    ['a number', 7],
    ['a megabyte', 'x'.repeat(1_000_000)],
    ['lone surrogates', '\ud800 \udfff'],
  ])('takes details that are %s', (_what, details) => {
    const event = read({ log_id: logId, data: { type: 's', details } });

    expect(event.sessionId).toBeUndefined();
    expect(event.data['details']).toEqual(details);
  });

  it('is not misled by __proto__', () => {
    const text = `{"__proto__":{"type":"s","log_id":"1"},"constructor":1,"session_id":"S1","toString":null}`;

    const parsed = parseElement(text, { receivedAtMs });

    expect(parsed).toMatchObject({ ok: true, event: { type: undefined, sessionId: 'S1' } });
    expect(parsed.ok && Object.keys(parsed.event.data)).toContain('__proto__');
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });

  it('never throws and never quotes', () => {
    const canary = 'CANARY';
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ unit: anyCharacter })), (text) => {
        for (const hostile of [text, `${canary}${text}`, `{"${canary}":${text}`, `{"data":${text}}`]) {
          const parsed = parseElement(hostile, { receivedAtMs });
          expect(parsed.ok ? '' : parsed.reason).not.toContain(canary);
        }
      }),
      { numRuns: 200 },
    );
  });
});
