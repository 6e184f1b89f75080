import { describe, expect, it } from '@jest/globals';
import { createDestinations, type OpenSecret } from '../../../functions/enrich/create-destinations.ts';
import { startLoopback } from '../../support/loopback.ts';
import { startSplunkHec } from '../../support/splunk-hec.ts';

describe('createDestinations', () => {
  const opened: { secretId: string; hasParser: boolean }[] = [];
  const openSecret: OpenSecret = (secretId, parse) => {
    opened.push({ secretId, hasParser: parse !== undefined });
    return { read: async () => 'secret', reload: async () => 'secret' };
  };

  it('names each destination after its type, and after its place where there are several', async () => {
    const [alone] = await createDestinations([{ type: 'stdout' }], openSecret);
    const several = await createDestinations(
      [
        { type: 'firehose', streamName: 'acme', joinLines: true },
        { type: 'eventbridge', busName: 'records' },
        { type: 'securityLake', streams: { 3002: 'lake-3002' } },
      ],
      openSecret,
    );

    expect(alone?.name).toBe('stdout');
    expect(several.map(({ name }) => name)).toEqual(['firehose-1', 'eventbridge-2', 'securityLake-3']);
  });

  it('waits for collectors as long as it is told', async () => {
    const collector = await startSplunkHec({ token: 'secret', acknowledgement: { indexingMs: 10_000 } });
    const silent = await startLoopback(() => undefined);
    const hec = { type: 'https', url: collector.eventUrl, kind: 'hec', secretId: 'token' } as const;
    const record = { uid: 'a', line: '{"uid":"a"}', timeMs: 0 };
    const destinations = await createDestinations(
      [
        { ...hec, acknowledgementSeconds: 0 },
        { ...hec, acknowledgementSeconds: 0.3 },
        { ...hec, url: silent.url, timeoutSeconds: 0.1 },
      ],
      openSecret,
    );

    const outcomes = await Promise.all(destinations.map((destination) => destination.deliver([record])));
    await Promise.all([collector.close(), silent.close()]);

    expect(outcomes.map(([failure]) => failure?.code)).toEqual([undefined, 'not_indexed', 'timeout']);
  });

  it('takes any header value for a header of its own, and a token otherwise', async () => {
    const https = { type: 'https', url: 'https://siem.example/logs', kind: 'ndjson' } as const;
    opened.length = 0;
    await createDestinations(
      [
        { ...https, secretId: 'token' },
        { ...https, secretId: 'key', header: 'X-Api-Key' },
      ],
      openSecret,
    );

    expect(opened).toEqual([
      { secretId: 'token', hasParser: false },
      { secretId: 'key', hasParser: true },
    ]);
  });
});
