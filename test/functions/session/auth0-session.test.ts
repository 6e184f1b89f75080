import { describe, expect, it } from '@jest/globals';
import { parseSession } from '../../../functions/session/auth0-session.ts';

describe('parseSession', () => {
  it.each([
    'user_id',
    'created_at',
    'updated_at',
    'authenticated_at',
    'idle_expires_at',
    'expires_at',
    'device',
    'clients',
    'authentication',
  ])('takes an answer without an ID for the session when it has %s, whatever its form', (field) => {
    const answer = { [field]: 1 };

    expect(parseSession(answer, 'S1')).toBe(answer);
    expect(parseSession({ id: null, ...answer }, 'S1')).toEqual({ id: null, ...answer });
  });

  it.each([
    ['another session', { id: 'S2', user_id: 'auth0|1' }],
    ['nothing of a session', { status: 'ok' }],
    ['nothing', {}],
    ['a list', [{ id: 'S1' }]],
    ['a text', 'S1'],
    ['null', null],
    ['nobody', undefined],
  ])('takes no answer about %s', (_what, answer) => {
    expect(parseSession(answer, 'S1')).toBeUndefined();
  });

  it('takes the session that was asked for, with nothing but its ID', () => {
    expect(parseSession({ id: 'S1' }, 'S1')).toEqual({ id: 'S1' });
  });
});
