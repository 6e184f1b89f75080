import fc from 'fast-check';
import { plans } from '../../../functions/session/budget-plan.ts';
import { factNames, plainAnswerNames, signalNames } from '../../../functions/signals/signal-names.ts';
import { lakeSources } from '../lake-sources.ts';
import type { TenantInput } from '../synthesise.ts';

const account = '111122223333';
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:${account}:${resource}`;

const auth0 = (tenant: string) =>
  fc.oneof(
    fc.record({
      domain: fc.constant(`${tenant}.eu.auth0.com`),
      plan: fc.constantFrom(...Object.keys(plans)),
      share: fc.double({ min: 0.01, max: 1, noNaN: true }),
    }),
    fc.record(
      {
        domain: fc.constant(`${tenant}.eu.auth0.com`),
        budget: fc.record({
          requestsPerSecond: fc.integer({ min: 1, max: 5_000 }),
          burst: fc.integer({ min: 1, max: 5_000 }),
        }),
        rotationHours: fc.integer({ min: 4, max: 12 }),
      },
      { requiredKeys: ['domain', 'budget'] },
    ),
    fc.constant({
      domain: `${tenant}.eu.auth0.com`,
      plan: 'enterprise',
      tokenSecretArn: arn('secretsmanager', 'secret:token-AbCdEf'),
    }),
  );

const webhook = fc.record(
  {
    allowedSourceCidrs: fc.constant(['192.0.2.0/24', '2001:db8::/32']),
    throttle: fc.record({
      requestsPerSecond: fc.integer({ min: 1, max: 1_000 }),
      burst: fc.integer({ min: 1, max: 1_000 }),
    }),
  },
  { requiredKeys: [] },
);

const eventBridge = (tenant: string) =>
  fc.record({
    partnerEventSourceName: fc.constant(`aws.partner/auth0.com/${tenant}-1/auth0.logs`),
    bus: fc.constantFrom('create', 'existing'),
  });

const ingress = (tenant: string) =>
  fc.oneof(
    fc.record({ webhook }),
    fc.record({ eventBridge: eventBridge(tenant) }),
    fc.record({ webhook, eventBridge: eventBridge(tenant) }),
  );

const records = fc.oneof(
  fc.record(
    {
      format: fc.constant('ocsf'),
      ocsfVersion: fc.constantFrom('1.8.0', '1.3.0', '1.1.0'),
      rawData: fc.boolean(),
      findingFrom: fc.constantFrom('low', 'medium', 'high'),
    },
    { requiredKeys: [] },
  ),
  fc.record({ format: fc.constantFrom('ecs', 'raw') }),
);

const bucket = fc.record(
  {
    type: fc.constant('bucket'),
    expireAfterDays: fc.oneof(fc.integer({ min: 400, max: 4_000 }), fc.constant('never')),
    infrequentAccessAfterDays: fc.integer({ min: 30, max: 365 }),
    bufferingSeconds: fc.integer({ min: 0, max: 900 }),
    bufferingMiB: fc.integer({ min: 1, max: 128 }),
    accessLogBucketName: fc.constant('access-logs'),
  },
  { requiredKeys: ['type'] },
);

const others = fc.subarray([
  { type: 'deliveryStream', arn: arn('firehose', 'deliverystream/siem') },
  { type: 'deliveryStream', arn: arn('firehose', 'deliverystream/lake'), joinLines: true },
  { type: 'eventBus', arn: arn('events', 'event-bus/security') },
  {
    type: 'https',
    name: 'splunk',
    kind: 'hec',
    url: 'https://splunk.example/services/collector/event',
    timeoutSeconds: 20,
    acknowledgementSeconds: 0,
  },
  {
    type: 'https',
    name: 'siem',
    kind: 'ndjson',
    url: 'https://siem.example/',
    header: 'X-Api-Key',
    secretArn: arn('secretsmanager', 'secret:siem-AbCdEf'),
  },
]);

const securityLake = { type: 'securityLake', sources: lakeSources };

const alarms = fc.oneof(
  fc.constant('none'),
  fc.record(
    { email: fc.constant('security@acme.example'), silenceHours: fc.integer({ min: 1, max: 24 }) },
    { requiredKeys: ['email'] },
  ),
  fc.record(
    { topicArn: fc.constant(arn('sns', 'alarms')), email: fc.constant('a@acme.example') },
    { requiredKeys: ['topicArn'] },
  ),
);

const seconds = fc.integer({ min: 1, max: 86_400 });

/** Tenant files that are right, of every kind there is. */
export function tenantArbitrary(tenant: string): fc.Arbitrary<TenantInput> {
  const choices = {
    auth0: auth0(tenant),
    ingress: ingress(tenant),
    enrichment: fc.record(
      {
        lookUpWaitSeconds: fc.integer({ min: 1, max: 600 }),
        workers: fc.integer({ min: 2, max: 1_000 }),
        cacheTtlSeconds: fc.integer({ min: 0, max: 3_600 }),
        lookUps: fc.dictionary(
          fc.constantFrom('s', 'fp', 'slo', 'sertft'),
          fc.constantFrom('fetch', 'cache_only', 'never'),
        ),
      },
      { requiredKeys: [] },
    ),
    records,
    ledger: fc.oneof(
      fc.constant(false),
      fc.record(
        { days: fc.integer({ min: 1, max: 365 }), pointInTimeRecovery: fc.boolean() },
        { requiredKeys: [] },
      ),
    ),
    signals: fc.record(
      {
        disabled: fc.subarray([...signalNames, ...plainAnswerNames, ...factNames]),
        authTooOldSeconds: seconds,
        allow: fc.constant({ asnPairs: [[64_500, 64_501]] }),
      },
      { requiredKeys: [] },
    ),
    privacy: fc.record(
      {
        sessionMetadata: fc.constant(['department']),
        fields: fc.dictionary(
          fc.constantFrom('ip', 'user_name', 'session.user_id'),
          fc.constantFrom('hash', 'mask', 'drop'),
        ),
      },
      { requiredKeys: [] },
    ),
    networks: fc.record(
      {
        databases: fc.constant([
          's3://acme-networks/GeoLite2-ASN.mmdb',
          's3://acme-networks/geo/Country.mmdb',
        ]),
        kmsKeyArn: fc.constant(arn('kms', 'key/5678abcd-12ab-34cd-56ef-1234567890ab')),
      },
      { requiredKeys: ['databases'] },
    ),
    alarms,
    dashboard: fc.boolean(),
    deduplication: fc.record({ hours: fc.integer({ min: 1, max: 168 }) }, { requiredKeys: [] }),
    onDemand: fc.record(
      { principals: fc.constant([`arn:aws:iam::${account}:role/analyst`]) },
      { requiredKeys: [] },
    ),
    removalPolicy: fc.constantFrom('retain', 'destroy'),
    tags: fc.dictionary(fc.constantFrom('team', 'cost-centre'), fc.constantFrom('security', '4711')),
    kmsKeyArn: fc.constant(arn('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab')),
    logRetentionDays: fc.constantFrom(1, 30, 400),
  };
  return fc
    .tuple(
      fc.record(choices, { requiredKeys: ['auth0', 'ingress', 'alarms'] }),
      fc.option(bucket, { nil: undefined }),
      others,
    )
    .map(([file, first, rest]) => {
      const destinations: object[] =
        first || rest.length === 0 ? [first ?? { type: 'bucket' }, ...rest] : rest;
      const version = (file.records as { readonly ocsfVersion?: string } | undefined)?.ocsfVersion;
      // Security Lake takes no other version.
      const hasLake = version === '1.3.0' || version === '1.1.0';
      return { ...file, destinations: hasLake ? [...destinations, securityLake] : destinations };
    });
}

/** `count` tenants, the same ones for the same seed. */
export function sampleTenants(count: number, seed: number): { tenant: string; file: TenantInput }[] {
  return Array.from({ length: count }, (_none, index) => {
    const tenant = `tenant-${index + 1}`;
    const [file = {}] = fc.sample(tenantArbitrary(tenant), { numRuns: 1, seed: seed + index });
    return { tenant, file };
  });
}
