import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../functions/enrich/config.ts';
import { openLookUps } from '../../../functions/enrich/open-look-ups.ts';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { listen } from '../../../functions/local/listen.ts';
import { createSecretsClient } from '../../../functions/secret/secrets-client.ts';
import { type Clock, systemClock } from '../../../functions/session/clock.ts';
import { toEvent } from '../ledger/ledger-events.ts';

describe('openLookUps', () => {
  let requests = 0;
  const auth0 = createAuth0Simulator({
    rateLimit: { burst: 1_000, ratePerSecond: 1_000 },
    sessions: [{ id: 'S1', user_id: 'auth0|u1' }],
    onRequest: () => {
      requests += 1;
    },
  });
  let server: Awaited<ReturnType<typeof listen>>;
  const secrets = createSecretsClient();
  beforeAll(async () => {
    server = await listen(auth0.app);
  });
  afterAll(async () => {
    secrets.destroy();
    await server.close();
  });

  async function open(
    isFor: 'queue' | 'caller',
    { clock = systemClock, ...env }: { readonly clock?: Clock; readonly [name: string]: unknown },
  ) {
    const config = parseConfig({
      TENANT: 'acme',
      AUTH0_DOMAIN: 'acme.eu.auth0.com',
      AUTH0_BASE_URL: server.url,
      TOKEN_SECRET_ID: 'token',
      BUDGET: '{"ratePerSecond":100,"burst":100,"reserve":0}',
      DESTINATIONS: '[{"type":"stdout"}]',
      ...(env as { readonly [name: string]: string }),
    });
    const token = auth0.issueToken();
    const { stage } = await openLookUps({
      config,
      privacy: {},
      secrets,
      token: { read: async () => token, reload: async () => token },
      isFor,
      onEvent: () => undefined,
      onKeyFailure: () => undefined,
      reportFault: (error) => {
        throw error;
      },
      clock,
    });
    requests = 0;
    return async () => {
      const event = { ...toEvent('ssa', 0), occurredAtMs: clock.now() };
      const [settled] = await Promise.all(stage.lookUp([{ event }], { endMs: clock.now() + 10_000 }));
      return settled;
    };
  }

  /** How often Auth0 is asked for two events, the second of which happens so many seconds after the first was looked up. */
  async function countRequests(cacheTtlSeconds: string, secondsLater: number): Promise<number> {
    let aheadMs = 0;
    const clock = { ...systemClock, now: () => Date.now() + aheadMs };
    const lookUp = await open('queue', { clock, CACHE_TTL_SECONDS: cacheTtlSeconds });
    await lookUp();
    aheadMs = 1_000 * secondsLater;
    expect(await lookUp()).toMatchObject({ outcome: { status: 'enriched' } });
    return requests;
  }

  it('lets an answer serve later events for as long as the tenant says', async () => {
    expect(await countRequests('120', 60)).toBe(1);
    expect(await countRequests('20', 60)).toBe(2);
  });

  it('has a caller wait for a turn, as nothing comes back to it later', async () => {
    const lookUp = await open('caller', {
      BUDGET: '{"ratePerSecond":10,"burst":1,"reserve":0}',
      CACHE_TTL_SECONDS: '0',
    });

    for (let count = 0; count < 3; count += 1) await lookUp();

    expect(requests).toBe(3);
  });
});
