import { describe, expect, it } from '@jest/globals';
import { createTokenExchange } from '../../../functions/local/token-exchange.ts';

function createExchange(answers: readonly (object | number)[]) {
  let requests = 0;
  const exchange = createTokenExchange({
    baseUrl: 'http://127.0.0.1:1',
    clientId: 'C1',
    clientSecret: 'canary',
    fetch: async () => {
      const answer = answers[requests] ?? 500;
      requests += 1;
      return typeof answer === 'number' ? new Response(null, { status: answer }) : Response.json(answer);
    },
  });
  return { exchange, count: () => requests };
}

describe('createTokenExchange', () => {
  it('keeps one token until it is reloaded, and asks once for all who reload together', async () => {
    const { exchange, count } = createExchange([{ access_token: 'T1' }, { access_token: 'T2' }]);

    const first = [await exchange.read(), await exchange.read()];
    const second = await Promise.all([exchange.reload(), exchange.reload()]);

    expect(first).toEqual(['T1', 'T1']);
    expect(second).toEqual(['T2', 'T2']);
    expect(await exchange.read()).toBe('T2');
    expect(count()).toBe(2);
  });

  it('keeps the old token when a reload fails, and shows no secret', async () => {
    const { exchange } = createExchange([{ access_token: 'T1' }, 401]);
    await exchange.read();

    await expect(exchange.reload()).rejects.toThrow('the token exchange failed with HTTP status 401');
    expect(await exchange.read()).toBe('T1');
  });
});
