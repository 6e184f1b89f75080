import {
  bucket,
  bus,
  destinations,
  firstFile,
  hashes,
  ingress,
  onOffOn,
  siem,
  splunk,
  type Step,
  stream,
} from './steps.ts';

/**
 * Of a tenant with `removalPolicy` `destroy`: MiniStack deletes what leaves a template, whatever its DeletionPolicy says, and
 * knows no import. Steps that it models otherwise than AWS are not here: an update of a queue or of a secret empties it
 * (`kmsKeyArn`), a bucket goes with its objects, API destinations are not called (`alarms.heartbeat`), nothing is made into
 * Parquet (`securityLake`), and DeleteStack does nothing where a stack is named by its ARN, as `cdk destroy` does. Our own
 * stand-in plays these.
 */
export const miniStackFile = { ...firstFile, removalPolicy: 'destroy' };

export const miniStackSteps: readonly Step[] = [
  { what: 'nothing changed' },
  { what: '`records.format` changed', file: { records: { format: 'ecs' } } },
  { what: '`records.format` changed back', file: { records: undefined } },
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
  { what: '`destinations` in another order', file: { destinations: [splunk, bucket] } },
  { what: '`name` of a destination `https` changed', file: { destinations: [siem, bucket] } },
  ...onOffOn('a destination `eventBus`', destinations(bucket, siem, bus), destinations(bucket, siem)),
  ...onOffOn(
    'a destination `deliveryStream`',
    destinations(bucket, siem, stream),
    destinations(bucket, siem),
  ),
  ...onOffOn(
    '`ingress.eventBridge`',
    { what: '', file: ingress({}) ?? {} },
    { what: '', file: ingress() ?? {} },
  ),
  { what: '`ingress.webhook`: off', file: ingress({}, undefined) ?? {} },
  { what: '`ingress.webhook`: on again', file: ingress({}) ?? {} },
  { what: '`ingress.eventBridge`: off for good', file: ingress() ?? {} },
  ...onOffOn('`onDemand`', { what: '', file: { onDemand: {} } }, { what: '', file: { onDemand: undefined } }),
  { what: '`alarms`: off', file: { alarms: 'none' } },
  { what: '`alarms`: on again', file: { alarms: firstFile.alarms } },
  { what: '`dashboard`: off', file: { dashboard: false } },
  { what: '`dashboard`: on again', file: { dashboard: undefined } },
  { what: '`tracing`: on', file: { tracing: true } },
  { what: '`tracing`: off', file: { tracing: undefined } },
];
