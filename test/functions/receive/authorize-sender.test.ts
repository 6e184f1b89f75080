import { describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import { authorizeSender } from '../../../functions/receive/authorize-sender.ts';

const ask = (accepted: readonly string[], header?: string) =>
  toApp(async () => accepted).request('/', {
    ...(header !== undefined && { headers: { authorization: header } }),
  });

function toApp(load: Parameters<typeof authorizeSender>[0]): Hono {
  const app = new Hono();
  app.onError((_error, c) => c.body(null, 503));
  app.get('/', authorizeSender(load), (c) => c.text('in'));
  return app;
}

describe('authorizeSender', () => {
  it.each<[what: string, accepted: string[], header: string | undefined, status: number]>([
    ['the value', ['one'], 'one', 200],
    ['the value in blanks, which HTTP drops', ['one'], ' one ', 200],
    ['the current of two values', ['one', 'two'], 'one', 200],
    ['the previous of two values', ['one', 'two'], 'two', 200],
    ['another value', ['one'], 'two', 401],
    ['the value with Bearer before it', ['one'], 'Bearer one', 401],
    ['the beginning of the value', ['one'], 'on', 401],
    ['more than the value', ['one'], 'onee', 401],
    ['the value in capitals', ['one'], 'ONE', 401],
    ['both values', ['one', 'two'], 'one, two', 401],
    ['an empty header', ['one'], '', 401],
    ['no header', ['one'], undefined, 401],
    ['an empty header against an empty secret', [''], '', 401],
    ['no header against an empty secret', [''], undefined, 401],
    ['no header against a blank secret', [' ', '\n'], undefined, 401],
    ['a header of a megabyte', ['one'], 'x'.repeat(1_000_000), 401],
    ['any value when none is accepted', [], 'one', 401],
  ])('answers %s', async (_what, accepted, header, status) => {
    expect((await ask(accepted, header)).status).toBe(status);
  });

  it('gives no hint', async () => {
    const refusals = await Promise.all([ask(['one']), ask(['one'], ''), ask(['one'], 'two'), ask([''], '')]);

    for (const refusal of refusals) {
      expect([...refusal.headers]).toEqual([]);
      expect(await refusal.text()).toBe('');
    }
  });

  it('asks again for a value that is newer than what is at hand', async () => {
    const asked: (boolean | undefined)[] = [];
    const app = toApp(async ({ fresh } = {}) => {
      asked.push(fresh);
      return fresh ? ['new', 'old'] : ['old'];
    });
    const status = async (authorization: string) =>
      (await app.request('/', { headers: { authorization } })).status;

    expect(await status('old')).toBe(200);
    expect(asked).toEqual([undefined]);
    expect(await status('new')).toBe(200);
    expect(asked).toEqual([undefined, undefined, true]);
    expect(await status('wrong')).toBe(401);
  });

  it('leaves it to the app when no value can be loaded', async () => {
    const response = await toApp(() => Promise.reject(new Error('down'))).request('/');

    expect(response.status).toBe(503);
  });
});
