import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createFileLookUp } from '../../../functions/session/file-look-up.ts';

const updatedAtMs = Date.parse('2026-09-14T09:05:03.310Z');
const session = { id: 'S1', updated_at: '2026-09-14T09:05:03.310Z' };

describe('createFileLookUp', () => {
  it.each([
    ['was updated after the event', updatedAtMs - 1, updatedAtMs],
    ['was updated before the event', updatedAtMs + 1, updatedAtMs + 1],
  ])(
    'gives a session the same time of fetching on every run when it %s',
    async (_when, occurredAtMs, fetchedAtMs) => {
      const lookUp = createFileLookUp([session]);

      await expect(lookUp('S1', occurredAtMs)).resolves.toEqual({
        status: 'enriched',
        session,
        source: 'api',
        fetchedAtMs,
      });
    },
  );

  it.each([null, 17, 'never', undefined])(
    'takes the event for the time when there is none (%j)',
    async (updated) => {
      const lookUp = createFileLookUp([{ id: 'S1', updated_at: updated }]);

      await expect(lookUp('S1', 5)).resolves.toMatchObject({ status: 'enriched', fetchedAtMs: 5 });
    },
  );

  it('does not find any other session', async () => {
    const lookUp = createFileLookUp([session]);

    await expect(lookUp('S2', 5)).resolves.toEqual({ status: 'not_found', source: 'api', fetchedAtMs: 5 });
    await expect(lookUp('..', 5)).resolves.toEqual({ status: 'not_found', reason: 'malformed_id' });
    await expect(lookUp('', 5)).resolves.toEqual({ status: 'no_session_id' });
    await expect(lookUp('S2', 5, { mode: 'cache_only' })).resolves.toMatchObject({ status: 'skipped' });
  });

  it.each<[unknown, string]>([
    [{ sessions: [] }, 'wrong sessions: expected a JSON array of sessions, got an object'],
    [null, 'wrong sessions: expected a JSON array of sessions, got null'],
    ['[]', 'wrong sessions: expected a JSON array of sessions, got a string'],
    [[session, 7], 'wrong sessions: element 2: expected an object with an id, got a number'],
    [[session, null], 'wrong sessions: element 2: expected an object with an id, got null'],
    [[[]], 'wrong sessions: element 1: expected an object with an id, got an array'],
    [
      [{ user_id: 'CANARY' }],
      'wrong sessions: element 1: expected an object with an id, got an object without one',
    ],
  ])('refuses %j', (sessions, message) => {
    expect(() => createFileLookUp(sessions)).toThrow(new TypeError(message));
  });
});

const samples = new URL('../../contracts/samples/sessions.json', import.meta.url);

describe('createFileLookUp with the samples', () => {
  it('takes every session', async () => {
    const sessions = JSON.parse(readFileSync(samples, 'utf8')) as { id: string }[];
    const lookUp = createFileLookUp(sessions);

    for (const { id } of sessions) {
      await expect(lookUp(id, 0)).resolves.toMatchObject({ status: 'enriched', session: { id } });
    }
  });
});
