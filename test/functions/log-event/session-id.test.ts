import { describe, expect, it } from '@jest/globals';
import { findSessionId, readSessionEventId } from '../../../functions/log-event/session-id.ts';

describe('findSessionId', () => {
  it.each<[what: string, details: unknown, sessionId: string | undefined]>([
    ['details.session_id', { session_id: 'A' }, 'A'],
    ['the refresh token', { refresh_token: { session_id: 'B' } }, 'B'],
    [
      'a prompt',
      { prompts: [null, 'x', {}, { session_id: '' }, { session_id: 'C' }, { session_id: 'D' }] },
      'C',
    ],
    [
      'the first of all',
      { session_id: 'A', refresh_token: { session_id: 'B' }, prompts: [{ session_id: 'C' }] },
      'A',
    ],
    ['the second when the first is empty', { session_id: '', refresh_token: { session_id: 'B' } }, 'B'],
    [
      'the third when the second is null',
      { refresh_token: { session_id: null }, prompts: [{ session_id: 'C' }] },
      'C',
    ],
    ['nothing in a number', { session_id: 7 }, undefined],
    ['nothing in an array', [{ session_id: 'A' }], undefined],
    ['nothing in text', 'session_id', undefined],
    ['nothing in null', null, undefined],
    ['nothing where there are no details', undefined, undefined],
    ['nothing in prompts that are an object', { prompts: { session_id: 'C' } }, undefined],
    ['what a hostile sender put there, as it is', { session_id: '../users' }, '../users'],
  ])('reads %s', (_what, details, sessionId) => {
    expect(findSessionId({ type: 'any', details })).toBe(sessionId);
  });

  it("does not take a top-level session_id for the event's", () => {
    expect(findSessionId({ type: 's', session_id: 'A', sid: 'B' })).toBeUndefined();
  });
});

describe('readSessionEventId', () => {
  it.each<[data: Record<string, unknown>, sessionId: string | undefined]>([
    [{ session_id: 'A', sid: 'B' }, 'A'],
    [{ sid: 'B' }, 'B'],
    [{ session_id: '', sid: 'B' }, 'B'],
    [{ session_id: 1 }, undefined],
    [{}, undefined],
  ])('reads %j as %p', (data, sessionId) => {
    expect(readSessionEventId(data)).toBe(sessionId);
  });
});
