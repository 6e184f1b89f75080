import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../../../functions/log-event/log-event.ts';
import { makeRecord } from '../make-records.ts';

const userOf = (type: string, data: JsonObject) =>
  (makeRecord({ type, data, format: 'ecs' })['user'] as { readonly id?: string } | undefined)?.id;

const caller = { request: { auth: { user: { user_id: 'auth0|caller' } } } };

describe('the user of a record', () => {
  it.each<[what: string, type: string, data: JsonObject, id: string | undefined]>([
    ['the event’s own', 's', { user_id: 'auth0|a', details: { user_id: 'auth0|b' } }, 'auth0|a'],
    ['of a warning (wum) the one in its details', 'wum', { details: { user_id: 'auth0|b' } }, 'auth0|b'],
    [
      'whoever called, where a warning (wum) tells: the one in its details is the target then',
      'wum',
      { details: { user_id: 'auth0|b', ...caller } },
      'auth0|caller',
    ],
    [
      'of a warning (wum) its own, where it names one',
      'wum',
      { user_id: 'auth0|a', details: { user_id: 'auth0|b' } },
      'auth0|a',
    ],
    ['of no other type the one in its details', 's', { details: { user_id: 'auth0|b' } }, undefined],
    ['else whoever called', 'sapi', { details: { user_id: 'auth0|b', ...caller } }, 'auth0|caller'],
    ['the client where no person takes part', 'seccft', { client_id: 'C1', user_id: 'auth0|a' }, 'C1'],
  ])('is %s', (_what, type, data, id) => {
    expect(userOf(type, data)).toBe(id);
  });
});
