import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../functions/enrich/config.ts';
import { openLookUps } from '../../../functions/enrich/open-look-ups.ts';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { listen } from '../../../functions/local/listen.ts';
import { systemClock } from '../../../functions/session/clock.ts';
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
  const secrets = new SecretsManagerClient({ region: 'us-east-1' });
  beforeAll(async () => {
    server = await listen(auth0.app);
  });
  afterAll(async () => {
    secrets.destroy();
    await server.close();
  });

  /** How often Auth0 is asked for two events, the second of which happens so many seconds after the first was looked up. */
  async function countRequests(cacheTtlSeconds: string, secondsLater: number): Promise<number> {
    let aheadMs = 0;
    const clock = { ...systemClock, now: () => Date.now() + aheadMs };
    const config = parseConfig({
      TENANT: 'acme',
      AUTH0_DOMAIN: 'acme.eu.auth0.com',
      AUTH0_BASE_URL: server.url,
      TOKEN_SECRET_ID: 'token',
      BUDGET: '{"ratePerSecond":100,"burst":100,"reserve":0}',
      DESTINATIONS: '[{"type":"stdout"}]',
      CACHE_TTL_SECONDS: cacheTtlSeconds,
    });
    const token = auth0.issueToken();
    const { stage } = await openLookUps({
      config,
      privacy: {},
      secrets,
      token: { read: async () => token, reload: async () => token },
      isFor: 'queue',
      onEvent: () => undefined,
      onKeyFailure: () => undefined,
      reportFault: (error) => {
        throw error;
      },
      clock,
    });
    const lookUp = () => {
      const event = { ...toEvent('ssa', 0), occurredAtMs: clock.now() };
      return Promise.all(stage.lookUp([{ event }], { endMs: clock.now() + 10_000 }));
    };
    requests = 0;
    await lookUp();
    aheadMs = 1_000 * secondsLater;
    const [settled] = await lookUp();
    expect(settled).toMatchObject({ outcome: { status: 'enriched' } });
    return requests;
  }

  it('lets an answer serve later events for as long as the tenant says', async () => {
    expect(await countRequests('120', 60)).toBe(1);
    expect(await countRequests('20', 60)).toBe(2);
  });
});
