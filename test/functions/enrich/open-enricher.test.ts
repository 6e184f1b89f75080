import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../functions/enrich/config.ts';
import { openEnricher } from '../../../functions/enrich/open-enricher.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';

let aws: AwsStandIn;
let auth0: Loopback;
let before: NodeJS.ProcessEnv;
beforeAll(async () => {
  aws = await startAwsStandIn();
  aws.secrets.create('token', 'header.payload.signature');
  auth0 = await startLoopback((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"S1"}');
  });
});
beforeEach(() => {
  before = process.env;
  process.env = { ...before, ...aws.env };
});
afterEach(() => {
  process.env = before;
});
afterAll(async () => {
  await Promise.all([aws.close(), auth0.close()]);
});

/** How often Auth0 is asked for a session whose events come at these seconds. */
async function countAsked(seconds: readonly number[], more: Readonly<Record<string, string>>) {
  const startMs = Date.parse('2026-09-14T08:00:00.000Z');
  let nowMs = startMs;
  const config = parseConfig({
    TENANT: 'acme',
    AUTH0_DOMAIN: 'acme.eu.auth0.com',
    AUTH0_BASE_URL: auth0.url,
    TOKEN_SECRET_ID: 'token',
    BUDGET: '{"ratePerSecond":100,"burst":100,"reserve":0}',
    DESTINATIONS: '[{"type":"firehose","streamName":"records"}]',
    ...more,
  });
  const log = { warn: () => undefined, error: () => undefined };
  const { pipeline } = await openEnricher(config, { log, now: () => nowMs, lookUpsFor: 'enrich' });
  const asked = auth0.requests.length;
  for (const second of seconds) {
    nowMs = startMs + 1_000 * second;
    const data = { type: 's', details: { session_id: 'S1' } };
    const event = { logId: `L${second}`, type: 's', data, sessionId: 'S1', occurredAtMs: nowMs };
    const [enriched] = await pipeline.enrich([event], { deadlineMs: nowMs + 10_000 });
    expect(enriched?.outcome.status).toBe('enriched');
  }
  return auth0.requests.length - asked;
}

describe('openEnricher', () => {
  it.each<[ttl: string | undefined, asked: number]>([
    ['0', 4],
    ['10', 3],
    ['40', 1],
    [undefined, 2],
  ])('keeps an answer for CACHE_TTL_SECONDS %s: Auth0 is asked %i times', async (ttl, asked) => {
    await expect(
      countAsked([0, 9, 12, 31], ttl === undefined ? {} : { CACHE_TTL_SECONDS: ttl }),
    ).resolves.toBe(asked);
  });
});
