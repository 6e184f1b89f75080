import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findConcerned, toConcerned } from '../../../../functions/cli/replay-signals/concerned.ts';
import { parseElement } from '../../../../functions/log-event/parse-element.ts';

const event = { type: 's', user_id: 'auth0|1', details: { session_id: 'S1' } };
const toText = (data: object, more: object = {}) => JSON.stringify({ log_id: 'L1', data, ...more });
function readConcerned(text: string) {
  const parsed = parseElement(text, { receivedAtMs: 0 });
  return parsed.ok ? toConcerned(parsed.event) : undefined;
}

describe('findConcerned', () => {
  it.each([
    ['a log event', toText(event)],
    ['one with its log_id inside as well', toText({ ...event, log_id: 'L1' })],
    ['one without a user', toText({ ...event, user_id: undefined })],
    ['one without a session', toText({ ...event, details: {} })],
    [
      'one whose user stands in its prompts, too',
      toText({ ...event, details: { prompts: [{ user_id: 'auth0|1' }] } }),
    ],
    [
      'one out of an EventBridge envelope',
      JSON.stringify({ id: 'E1', detail: { log_id: 'L1', data: event } }),
    ],
    ['one printed over lines', toText(event).replaceAll('{"', '{\n"')],
  ])('finds in the text of %s what reading it finds', (_what, text) => {
    expect(findConcerned(text)).toEqual(readConcerned(text));
    expect(findConcerned(text)).toMatchObject({ logId: 'L1' });
  });

  it.each([
    ['two users', toText({ ...event, details: { prompts: [{ user_id: 'auth0|2' }] } })],
    [
      'two sessions',
      toText({ ...event, details: { session_id: 'S1', refresh_token: { session_id: 'S2' } } }),
    ],
    ['an escape', toText({ ...event, user_id: 'auth0|"1"' })],
    ['a user that is no text', toText({ ...event, user_id: 1 })],
    ['white space after a key', toText(event).replace('"user_id":', '"user_id": ')],
    ['no log_id', JSON.stringify({ data: event })],
    ['a call of the Management API', toText({ ...event, type: 'sapi' })],
    ['a session event', JSON.stringify({ log_id: 'L1', sid: 'S1' })],
    ['an OCSF record', JSON.stringify({ log_id: 'L1', class_uid: 3002 })],
    ['an ECS record', JSON.stringify({ log_id: 'L1', ecs: { version: '9.0.0' } })],
    ['a text that is cut off', '{"log_id":"L1","user_id":"auth0|'],
  ])('leaves a text with %s to be read', (_what, text) => {
    expect(findConcerned(text)).toBeUndefined();
  });

  it('names no other user, session or event than reading does', () => {
    const id = fc.constantFrom('A', 'B', '');
    const piece = fc.record(
      { user_id: id, session_id: id, log_id: id, x: fc.string() },
      { requiredKeys: [] },
    );
    const data = fc.record(
      {
        type: fc.constantFrom('s', 'sapi', 'sertft'),
        user_id: fc.oneof(id, fc.integer(), fc.constant(null)),
        log_id: id,
        details: fc.record(
          { session_id: id, prompts: fc.array(piece, { maxLength: 2 }), refresh_token: piece },
          { requiredKeys: [] },
        ),
        x: fc.string(),
      },
      { requiredKeys: ['type'] },
    );

    fc.assert(
      fc.property(data, id, (inner, logId) => {
        const text = JSON.stringify({ log_id: logId, data: inner });
        const found = findConcerned(text);
        if (found === undefined) return;
        const read = readConcerned(text)!;
        expect(read.logId).toBe(found.logId);
        expect([undefined, found.userId]).toContain(read.userId);
        expect([undefined, found.sessionId]).toContain(read.sessionId);
      }),
    );
  });
});
