import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createHttpsDestination } from '../../../functions/destination/https-destination.ts';
import { parseConfig as parseEnrichConfig } from '../../../functions/enrich/config.ts';
import { createRecordMapper } from '../../../functions/record/create-record-mapper.ts';
import { parseConfig as parseRotateConfig } from '../../../functions/rotate-token/config.ts';
import { parseSignalSettings } from '../../../functions/signals/settings/signal-settings.ts';
import { type TenantConfig, TenantFileError } from '../../../infra/tenant/tenant-config.ts';
import { smallestTenant, type TenantInput, toConfig } from '../synthesise.ts';

// What a tenant file may say, the functions have to take: they would refuse it at every cold start, long after synth.

/** The file, read; undefined when it is refused. */
function read(changes: TenantInput): TenantConfig | undefined {
  try {
    return toConfig(changes);
  } catch (error) {
    if (error instanceof TenantFileError) return undefined;
    throw error;
  }
}

const baseUrls = [
  'https://acme.eu.auth0.com',
  'https://acme.eu.auth0.com:8443',
  'https://acme.eu.auth0.com:99999',
  'https://a:b:c',
  'https://[::zz]',
  'https://[2001:db8::1]:443',
  'https://acme.eu.auth0.com%2f',
  String.raw`https://acme.eu.auth0.com\path`,
  'http://localhost:3000',
  'http://localhost:99999',
  'http://[::1]:3000',
];

describe('auth0.baseUrl', () => {
  it.each(baseUrls)('is taken by the functions when a tenant file may say it: %s', (baseUrl) => {
    const isTaken = [
      () => parseEnrichConfig(toEnrichEnvironment({ AUTH0_BASE_URL: baseUrl })),
      () =>
        parseRotateConfig({
          TENANT: 'acme',
          AUTH0_DOMAIN: 'acme.eu.auth0.com',
          AUTH0_BASE_URL: baseUrl,
          CLIENT_SECRET_ID: 'auth0-client',
        }),
    ].every(succeeds);
    const file = read({ auth0: { ...(smallestTenant['auth0'] as object), baseUrl } });

    expect(file !== undefined).toBe(isTaken);
  });
});

describe('destinations[].url', () => {
  it.each([
    'https://splunk.example/services/collector/event',
    'https://splunk.example:8088',
    'https://splunk.example/?source=auth0&at=@',
    'https://splunk:99999/services/collector/event',
    'https://a:b:c',
    'https://h%zz/x',
    'https://spl<unk/x',
    'https://[2001:db8::1]/x',
  ])('is taken by the functions when a tenant file may say it: %s', (url) => {
    const destinations = [{ type: 'https', kind: 'ndjson', url, secretId: 'siem' }];
    const secret = { read: async () => 'token', reload: async () => 'token' };
    const isTaken = [
      () => parseEnrichConfig(toEnrichEnvironment({ DESTINATIONS: JSON.stringify(destinations) })),
      () => createHttpsDestination({ url, kind: 'ndjson', secret }),
    ].every(succeeds);

    const file = read({ destinations: [{ type: 'https', name: 'siem', kind: 'ndjson', url }] });

    expect(file !== undefined).toBe(isTaken);
  });
});

describe('networks.databases', () => {
  it.each([
    's3://acme-networks/GeoLite2-ASN.mmdb',
    's3://acme-networks/geo/date=2026-03-02/asn.mmdb',
    's3://acme.networks/asn.mmdb',
    's3://acme-networks/',
    's3:///asn.mmdb',
    'https://acme-networks.s3.amazonaws.com/asn.mmdb',
    '',
  ])('is taken by the functions when a tenant file may say it: %s', (database) => {
    const isTaken = succeeds(() =>
      parseEnrichConfig(toEnrichEnvironment({ NETWORK_DATABASES: JSON.stringify([database]) })),
    );

    expect(read({ networks: { databases: [database] } }) !== undefined).toBe(isTaken);
  });
});

describe('privacy.fields', () => {
  it.each([
    'type',
    'date',
    'log_id',
    '_id',
    'type.name',
    'session.type',
    'user_name',
    'user_id',
    'description',
  ])('is taken by the functions when a tenant file may say it: %s', (field) => {
    const privacy = { fields: { [field]: 'mask' } } as const;
    const isTaken = succeeds(() => createRecordMapper({ format: 'ocsf', ocsfVersion: '1.8.0', privacy }));

    // Which of the two keys it belongs under is a question of spelling, and none of the functions'.
    const listed = read({ privacy });
    const unlisted = read({ privacy: { unlistedFields: privacy.fields } });
    expect((listed ?? unlisted)?.privacy).toEqual(isTaken ? privacy : undefined);
  });
});

describe('signals.allow.prefixes', () => {
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.ipV4().map((ipv4) => `::ffff:${ipv4}`),
    fc.ipV4().map((ipv4) => `::${ipv4}`),
    fc.constantFrom('::ffff:0:0', '0:0:0:0:0:ffff:c000:201', '64:ff9b::1.2.3.4', '::'),
  );
  const prefix = fc.oneof(
    address,
    fc.tuple(address, fc.integer({ min: 0, max: 130 })).map(([base, bits]) => `${base}/${bits}`),
  );

  it('are taken by the functions when a tenant file may say them', () => {
    fc.assert(
      fc.property(prefix, (text) => {
        const signals = { allow: { prefixes: [text] } };
        expect(read({ signals }) !== undefined).toBe(succeeds(() => parseSignalSettings(signals)));
      }),
      { numRuns: 2_000 },
    );
  });
});

const toEnrichEnvironment = (changes: Record<string, string>) => ({
  TENANT: 'acme',
  AUTH0_DOMAIN: 'acme.eu.auth0.com',
  TOKEN_SECRET_ID: 'management-token',
  BUDGET: '{"ratePerSecond":4,"burst":12,"reserve":2}',
  DESTINATIONS: '[{"type":"stdout"}]',
  ...changes,
});

function succeeds(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
