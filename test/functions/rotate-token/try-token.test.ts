import { describe, expect, it } from '@jest/globals';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { createRetry } from '../../../functions/rotate-token/retry.ts';
import { createTokenTrial } from '../../../functions/rotate-token/try-token.ts';
import { createSessionClient } from '../../../functions/session/session-client.ts';
import { getByFetch } from '../../support/get-by-fetch.ts';

const baseUrl = 'https://example-tenant.eu.auth0.com';

function prepare() {
  const auth0 = createAuth0Simulator();
  const askAuth0 = createSessionClient({
    baseUrl,
    get: getByFetch((url, init) => auth0.app.request(url, init)),
  });
  const retry = createRetry({ sleep: async () => {} });
  return { auth0, tryToken: createTokenTrial({ askAuth0, retry }), deadlineMs: Date.now() + 10_000 };
}

describe('createTokenTrial', () => {
  it('is content with a session that does not exist', async () => {
    const { auth0, tryToken, deadlineMs } = prepare();

    await expect(tryToken(auth0.issueToken(), deadlineMs)).resolves.toBeUndefined();
  });

  it('tries again while Auth0 is busy', async () => {
    const { auth0, tryToken, deadlineMs } = prepare();
    auth0.inject({ kind: 'status', status: 429 }, { times: 2 });

    await expect(tryToken(auth0.issueToken(), deadlineMs)).resolves.toBeUndefined();
  });

  it.each<[string, (auth0: ReturnType<typeof createAuth0Simulator>) => string, string, string]>([
    [
      'the token is unknown',
      (auth0) => {
        const token = auth0.issueToken();
        auth0.forgetTokens();
        return token;
      },
      'configuration',
      "unauthorized: check that AUTH0_DOMAIN is the tenant's own domain",
    ],
    [
      'the scope is missing',
      (auth0) => auth0.issueToken({ scopes: ['read:logs'] }),
      'configuration',
      'forbidden (insufficient_scope): the application lacks the permission read:sessions',
    ],
    [
      'the plan lacks sessions',
      (auth0) => {
        auth0.inject({ kind: 'plan' });
        return auth0.issueToken();
      },
      'configuration',
      'the Sessions API (Enterprise only)',
    ],
    [
      'somebody has a session for every ID',
      (auth0) => {
        auth0.inject({ kind: 'wrong_type', body: '{"user_id":"auth0|1"}' });
        return auth0.issueToken();
      },
      'configuration',
      'ended with found: check that AUTH0_DOMAIN is an Auth0 tenant',
    ],
    [
      'Auth0 stays down',
      (auth0) => {
        auth0.inject({ kind: 'html', status: 502 });
        return auth0.issueToken();
      },
      'passing',
      'unavailable (http_502): Auth0 is busy or down',
    ],
    [
      'the answer makes no sense',
      (auth0) => {
        auth0.inject({ kind: 'wrong_type', body: '[]' });
        return auth0.issueToken();
      },
      'configuration',
      'check that AUTH0_DOMAIN is an Auth0 tenant',
    ],
  ])('says what to do when %s', async (_when, toToken, kind, message) => {
    const { auth0, tryToken, deadlineMs } = prepare();
    const token = toToken(auth0);

    const error = await tryToken(token, deadlineMs).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ name: 'RotationError', kind, message: expect.stringContaining(message) });
    expect((error as Error).stack).not.toContain(token);
  });

  it('makes no request without time', async () => {
    const { auth0, tryToken } = prepare();

    await expect(tryToken(auth0.issueToken(), Date.now() - 1)).rejects.toMatchObject({ kind: 'passing' });
  });
});
