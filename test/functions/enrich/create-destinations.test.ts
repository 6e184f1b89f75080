import { describe, expect, it } from '@jest/globals';
import { createDestinations, type OpenSecret } from '../../../functions/enrich/create-destinations.ts';

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
