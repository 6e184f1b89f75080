/**
 * Destinations of records as the play knows them: what a log event of a step has to reach. Both names of the collector are
 * one: what waited for the old one is sent to the new one.
 */
export const places = ['bucket', 'collector', 'bus', 'stream'] as const;
export type Place = (typeof places)[number];

export interface Step {
  /** The change, as docs/changing.md has it. */
  readonly what: string;
  /** Keys of the tenant file from here on; undefined takes a key out. What no step names stays as it was. */
  readonly file?: Readonly<Record<string, unknown>>;
  /** What an operator does by hand before the deployment, as the guide says. */
  readonly before?: readonly Deed[];
  /** And after it. */
  readonly after?: readonly Deed[];
  /** The collector refuses what is sent to it from here on, or takes it again. */
  readonly isSplunkUp?: boolean;
  /** The stack is deleted, with what its template does not keep; the next step deploys it again. */
  readonly isDestroyed?: true;
}

/** What a person does besides deploying: each is a command of the guide. */
export type Deed =
  | 'fill in the application and rotate'
  /** Wherever a destination `https` is new to the file. */
  | 'fill in the collector’s token'
  | 'pause the log stream until every queue is empty'
  | 'delete the delivery streams that stayed'
  | 'delete the Glue database'
  | 'redrive what waited for splunk to siem'
  /** Not a person's: what EventBridge does by itself. */
  | 'let the schedule send a heartbeat';

export const bucket = { type: 'bucket' };
export const splunk = {
  type: 'https',
  name: 'splunk',
  kind: 'hec',
  url: 'https://splunk.example/services/collector/event',
};
export const siem = { ...splunk, name: 'siem' };
export const bus = { type: 'eventBus', arn: 'arn:aws:events:us-east-1:111122223333:event-bus/security' };
export const stream = {
  type: 'deliveryStream',
  arn: 'arn:aws:firehose:us-east-1:111122223333:deliverystream/siem',
};
const lakeOf = (name: string) => `s3://${lakeBucket}/ext/auth0-${name}/`;
export const lakeBucket = 'aws-security-data-lake-us-east-1-0f1e2d3c';
const lake = {
  type: 'securityLake',
  sources: {
    base_event: 'none',
    detection_finding: 'none',
    account_change: 'none',
    authentication: lakeOf('3002'),
    entity_management: 'none',
    group_management: 'none',
    api_activity: lakeOf('6003'),
  },
};
const keyArn = (id: string) => `arn:aws:kms:us-east-1:111122223333:key/${id}-12ab-34cd-56ef-1234567890ab`;
const [oldKey, newKey] = [keyArn('1234abcd'), keyArn('5678abcd')];
export const partnerEventSourceName = 'aws.partner/auth0.com/acme-1/auth0.logs';
export const hashes = { fields: { user_name: 'hash' } };

export const firstFile = {
  auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise' },
  ingress: { webhook: {} },
  destinations: [bucket],
  alarms: { email: 'security@acme.example' },
};

export function onOffOn(what: string, on: Step, off: Step, again: Partial<Step> = {}): Step[] {
  return [
    { ...on, what: `${what}: on` },
    { ...off, what: `${what}: off` },
    { ...on, ...again, what: `${what}: on again` },
  ];
}

export const destinations = (...list: readonly object[]): Step => ({
  what: '',
  file: { destinations: list },
});
export const ingress = (eventBridge?: object, webhook: object | undefined = {}): Step['file'] => ({
  ingress: {
    ...(webhook && { webhook }),
    ...(eventBridge && { eventBridge: { partnerEventSourceName, ...eventBridge } }),
  },
});

/** One tenant's life, each step from where the one before it has left the stack. */
export const steps: readonly Step[] = [
  { what: 'nothing changed' },
  { what: '`records.format` changed', file: { records: { format: 'ecs' } } },
  ...onOffOn(
    '`privacy.fields` with `hash`',
    { what: '', file: { privacy: hashes } },
    { what: '', file: { privacy: undefined } },
  ),
  ...onOffOn(
    '`deduplication`',
    { what: '', file: { deduplication: {} } },
    { what: '', file: { deduplication: undefined } },
  ),
  { what: '`ledger`: off', file: { ledger: false } },
  { what: '`ledger`: on again', file: { ledger: undefined } },
  ...onOffOn('a destination `https`', destinations(bucket, splunk), destinations(bucket)),
  { what: 'a collector that refuses', isSplunkUp: false },
  {
    what: '`name` of a destination `https` changed, with records that wait',
    file: { destinations: [bucket, siem] },
    isSplunkUp: true,
    after: ['redrive what waited for splunk to siem'],
  },
  { what: '`destinations` in another order', file: { destinations: [siem, bucket] } },
  ...onOffOn('a destination `eventBus`', destinations(bucket, siem, bus), destinations(bucket, siem)),
  ...onOffOn(
    'a destination `deliveryStream`',
    destinations(bucket, siem, stream),
    destinations(bucket, siem),
  ),
  { what: '`kmsKeyArn` set', file: { kmsKeyArn: oldKey } },
  {
    what: '`kmsKeyArn` changed, with `previousKmsKeyArns`',
    file: { kmsKeyArn: newKey, previousKmsKeyArns: [oldKey] },
  },
  { what: '`previousKmsKeyArns` taken out', file: { previousKmsKeyArns: undefined } },
  {
    what: '`kmsKeyArn` taken out, with `previousKmsKeyArns`',
    file: { kmsKeyArn: undefined, previousKmsKeyArns: [newKey] },
  },
  { what: '`previousKmsKeyArns` taken out again', file: { previousKmsKeyArns: undefined } },
  ...onOffOn(
    '`ingress.eventBridge`',
    { what: '', file: ingress({}) ?? {} },
    { what: '', file: ingress() ?? {} },
  ),
  { what: '`bus`: `create` to `existing`', file: ingress({ bus: 'existing' }) ?? {} },
  { what: '`bus`: `existing` to `create`', file: ingress({}) ?? {} },
  { what: '`ingress.webhook`: off', file: ingress({}, undefined) ?? {} },
  { what: '`ingress.webhook`: on again', file: ingress({}) ?? {} },
  ...onOffOn('`onDemand`', { what: '', file: { onDemand: {} } }, { what: '', file: { onDemand: undefined } }),
  { what: '`alarms`: off', file: { alarms: 'none' } },
  { what: '`alarms`: on again', file: { alarms: firstFile.alarms } },
  {
    what: '`alarms.heartbeat`: on',
    file: { alarms: { ...firstFile.alarms, heartbeat: true } },
    after: ['let the schedule send a heartbeat'],
  },
  { what: '`alarms.heartbeat`: off', file: { alarms: firstFile.alarms } },
  { what: '`dashboard`: off', file: { dashboard: false } },
  { what: '`dashboard`: on again', file: { dashboard: undefined } },
  { what: '`tracing`: on', file: { tracing: true } },
  { what: '`tracing`: off', file: { tracing: undefined } },
  ...onOffOn(
    'a destination `securityLake`',
    {
      what: '',
      file: { records: { ocsfVersion: '1.3.0' }, destinations: [bucket, siem, lake] },
    },
    destinations(bucket, siem),
    { before: ['delete the delivery streams that stayed', 'delete the Glue database'] },
  ),
  { what: 'a destination `bucket`: off', file: { destinations: [siem] } },
  {
    what: 'a destination `bucket`: on again',
    file: { destinations: [bucket, siem] },
    before: ['delete the delivery streams that stayed'],
  },
  {
    what: 'the stack destroyed',
    before: ['pause the log stream until every queue is empty'],
    isDestroyed: true,
  },
  {
    what: 'the stack deployed again',
    before: ['delete the delivery streams that stayed'],
  },
];
