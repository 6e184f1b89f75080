import { lakeSources } from '../lake-sources.ts';
import type { TenantInput } from '../synthesise.ts';

/** One change of a tenant file: the keys of before and after, over the smallest file. */
export interface LifeCycleStep {
  /** As the row of docs/changing.md says it. */
  readonly row: string;
  readonly before: TenantInput;
  readonly after: TenantInput;
  /** What becomes of what holds something, `<kind> <name>` each; a name that CloudFormation makes is its short logical ID. */
  readonly changes: readonly string[];
}

const keyArn = (id: string) => `arn:aws:kms:eu-central-1:111122223333:key/${id}-12ab-34cd-56ef-1234567890ab`;
const oldKey = keyArn('1234abcd');
const newKey = keyArn('5678abcd');
const source = 'aws.partner/auth0.com/acme-1/auth0.logs';
const bucket = { type: 'bucket' };
const splunk = {
  type: 'https',
  name: 'splunk',
  kind: 'hec',
  url: 'https://splunk.example/services/collector',
};
const siem = { ...splunk, name: 'siem' };
const secretArn = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:name-AbCdEf';
const hash = { privacy: { fields: { user_name: 'hash' } } };
const lake = {
  records: { ocsfVersion: '1.3.0' },
  destinations: [bucket, { type: 'securityLake', sources: lakeSources }],
};
const withoutLake = { ...lake, destinations: [bucket] };
const webhook = { ingress: { webhook: {} } };
const bus = (eventBridge: object) => ({
  ingress: { webhook: {}, eventBridge: { partnerEventSourceName: source, ...eventBridge } },
});

const q = (kind: string, ...ends: string[]) => ends.map((end) => `${kind} session-enricher-acme${end}`);
const s = (kind: string, ...ends: string[]) => ends.map((end) => `${kind} session-enricher/acme/${end}`);
const retry = (kind: string, id: string) => q(kind, `_retry-dead_${id}`, `_retry_${id}`);
const queues = ['-dead-letters', '-log-events', '-look-ups', '_retry-dead_Bucket', '_retry_Bucket'];

/** On, off and on again of one key: the middle one leaves behind what the last one finds. */
function onOffOn(
  key: string,
  off: TenantInput,
  on: TenantInput,
  toChanges: (kind: string) => readonly string[],
): LifeCycleStep[] {
  return [
    { row: `${key}: on`, before: off, after: on, changes: toChanges('isNew') },
    { row: `${key}: off`, before: on, after: off, changes: toChanges('stays') },
    { row: `${key}: on again`, before: off, after: on, changes: toChanges('isNew') },
  ];
}

export const lifeCycleSteps: readonly LifeCycleStep[] = [
  ...onOffOn('`privacy.fields` with `hash`', {}, hash, (kind) => s(kind, 'privacy-key')),
  ...onOffOn('`deduplication`', {}, { deduplication: {} }, (kind) => q(kind, '-deduplication')),
  ...onOffOn('`ledger`', { ledger: false }, {}, (kind) => [...q(kind, '-ledger'), ...s(kind, 'ledger-key')]),
  ...onOffOn(
    '`auth0.tokenSecretArn` left out',
    { auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise', tokenSecretArn: secretArn } },
    {},
    (kind) => s(kind, 'auth0-client', 'management-token'),
  ),
  ...onOffOn(
    '`ingress.webhook`',
    { ingress: { eventBridge: { partnerEventSourceName: source, bus: 'existing' } } },
    bus({ bus: 'existing' }),
    (kind) => s(kind, 'webhook-authorization'),
  ),
  ...onOffOn('`ingress.eventBridge`', webhook, bus({}), (kind) => [
    ...q(kind, '-undelivered'),
    `${kind} ${source}`,
  ]),
  ...onOffOn('`ingress.eventBridge` with `bus: "existing"`', webhook, bus({ bus: 'existing' }), (kind) =>
    q(kind, '-undelivered'),
  ),
  ...onOffOn('a destination `https`', {}, { destinations: [bucket, splunk] }, (kind) => [
    ...retry(kind, 'Https-splunk'),
    ...s(kind, 'destination-splunk'),
  ]),
  ...onOffOn(
    'a destination `bucket`',
    { destinations: [splunk] },
    { destinations: [splunk, bucket] },
    (kind) => [
      ...(kind === 'stays' ? ['stays DestinationsBucketRecords'] : []),
      ...q(kind, '-records'),
      ...retry(kind, 'Bucket'),
    ],
  ),
  ...onOffOn('a destination `securityLake`', withoutLake, lake, (kind) => [
    ...q(kind, '-lake-3002', '-lake-6003'),
    ...retry(kind, 'SecurityLake'),
  ]),
  ...onOffOn(
    'a destination `eventBus`',
    {},
    {
      destinations: [
        bucket,
        { type: 'eventBus', arn: 'arn:aws:events:eu-central-1:111122223333:event-bus/security' },
      ],
    },
    (kind) => retry(kind, 'Bus-security'),
  ),
  ...onOffOn(
    'a destination `deliveryStream`',
    {},
    {
      destinations: [
        bucket,
        { type: 'deliveryStream', arn: 'arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem' },
      ],
    },
    (kind) => retry(kind, 'Stream-siem'),
  ),
  ...onOffOn('`onDemand`', {}, { onDemand: {} }, () => []),
  ...onOffOn('`alarms`', {}, { alarms: { email: 'security@acme.example' } }, () => []),
  ...onOffOn('`dashboard`', { dashboard: false }, {}, () => []),
  ...onOffOn('`tracing`', {}, { tracing: true }, () => []),
  {
    row: '`name` of a destination `https` changed',
    before: { destinations: [bucket, splunk] },
    after: { destinations: [bucket, siem] },
    changes: [
      ...retry('isNew', 'Https-siem'),
      ...s('isNew', 'destination-siem'),
      ...retry('stays', 'Https-splunk'),
      ...s('stays', 'destination-splunk'),
    ],
  },
  {
    row: '`destinations` in another order',
    before: { destinations: [bucket, splunk] },
    after: { destinations: [splunk, bucket] },
    changes: [],
  },
  {
    row: '`kmsKeyArn` set',
    before: {},
    after: { kmsKeyArn: oldKey },
    changes: [],
  },
  {
    row: '`kmsKeyArn` changed, without `previousKmsKeyArns`',
    before: { kmsKeyArn: oldKey },
    after: { kmsKeyArn: newKey },
    changes: q('isStranded', ...queues),
  },
  {
    row: '`kmsKeyArn` changed, with `previousKmsKeyArns`',
    before: { kmsKeyArn: oldKey },
    after: { kmsKeyArn: newKey, previousKmsKeyArns: [oldKey] },
    changes: [],
  },
  {
    row: '`kmsKeyArn` taken out, without `previousKmsKeyArns`',
    before: { kmsKeyArn: oldKey },
    after: {},
    changes: q('isStranded', ...queues),
  },
  {
    row: '`kmsKeyArn` taken out, with `previousKmsKeyArns`',
    before: { kmsKeyArn: oldKey },
    after: { previousKmsKeyArns: [oldKey] },
    changes: [],
  },
  {
    row: '`previousKmsKeyArns` taken out',
    before: { kmsKeyArn: newKey, previousKmsKeyArns: [oldKey] },
    after: { kmsKeyArn: newKey },
    changes: [],
  },
  {
    row: '`bus`: `create` to `existing`',
    before: bus({}),
    after: bus({ bus: 'existing' }),
    changes: [`stays ${source}`],
  },
  {
    row: '`bus`: `existing` to `create`',
    before: bus({ bus: 'existing' }),
    after: bus({}),
    changes: [`isNew ${source}`],
  },
  {
    row: '`layout` changed',
    before: { destinations: [splunk] },
    after: { destinations: [splunk], layout: 'second' },
    changes: s('isReplaced', 'auth0-client', 'destination-splunk'),
  },
  {
    row: '`records.format` changed',
    before: {},
    after: { records: { format: 'ecs' } },
    changes: [],
  },
  {
    row: '`removalPolicy`: `retain` to `destroy`',
    before: {},
    after: { removalPolicy: 'destroy' },
    changes: [],
  },
  {
    row: 'a destination `bucket` out of a file with `removalPolicy` `destroy`',
    before: { removalPolicy: 'destroy', destinations: [splunk, bucket] },
    after: { removalPolicy: 'destroy', destinations: [splunk] },
    changes: [
      'isDeleted DestinationsBucketRecords',
      ...q('isDeleted', '-records'),
      ...retry('isDeleted', 'Bucket'),
    ],
  },
  {
    row: 'a destination `bucket`: `objectLock` set later',
    before: {},
    after: { destinations: [{ ...bucket, objectLock: { mode: 'governance', days: 30 } }] },
    changes: ['isReplaced DestinationsBucketRecords'],
  },
];
