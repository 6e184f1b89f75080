import { lakeSources } from '../../infra/lake-sources.ts';

/** Tenant files, loosely: each has something that no other of them has. Keys stand over those of the smallest file. */
const keyArn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const previousKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/5678abcd-12ab-34cd-56ef-1234567890ab';
const partnerEventSourceName = 'aws.partner/auth0.com/acme-1/auth0.logs';
const topic = (name: string) => `arn:aws:sns:eu-central-1:111122223333:${name}`;
const bucket = { type: 'bucket' };
const lake = { type: 'securityLake', sources: lakeSources, bufferingSeconds: 600 };
const https = {
  type: 'https',
  name: 'splunk',
  kind: 'hec',
  url: 'https://splunk.example/services/collector',
};

export const smallest = {
  auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise' },
  ingress: { webhook: {} },
  destinations: [bucket],
  alarms: 'none',
};

export const variants: Readonly<Record<string, object>> = {
  smallest: {},
  'as-tenant-new': { layout: 'second', alarms: { email: 'security@acme.example' } },
  'many-tenants': {
    layout: 'second',
    metrics: 'few',
    dashboard: 'shared',
    alarms: { topicArn: topic('alarms') },
  },
  'no-dashboard': { dashboard: false },
  'urgent-topic': { alarms: { topicArn: topic('alarms'), urgentTopicArn: topic('pager'), okMessages: true } },
  budget: { alarms: { email: 'security@acme.example', monthlyBudgetUsd: 20 } },
  heartbeat: { alarms: { topicArn: topic('alarms'), heartbeat: true } },
  'event-bridge': { ingress: { eventBridge: { partnerEventSourceName } } },
  'existing-bus': { ingress: { eventBridge: { partnerEventSourceName, bus: 'existing' } } },
  'forwarded-bus': {
    ingress: { eventBridge: { partnerEventSourceName, bus: 'existing', busName: 'forwarded' } },
  },
  'both-ways': { ingress: { webhook: {}, eventBridge: { partnerEventSourceName } } },
  'custom-domain': {
    ingress: {
      webhook: {
        customDomain: {
          name: 'auth0-events.acme.example',
          certificateArn:
            'arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab',
        },
      },
    },
  },
  'allowed-sources': {
    ingress: {
      webhook: { allowedSourceCidrs: ['auth0:eu'], throttle: { requestsPerSecond: 20, burst: 40 } },
    },
  },
  'refuse-at-gateway': {
    ingress: { webhook: { allowedSourceCidrs: ['auth0:eu'], refuseAtGateway: true } },
  },
  key: { kmsKeyArn: keyArn },
  'previous-key': { kmsKeyArn: keyArn, previousKmsKeyArns: [previousKeyArn] },
  'lake-alone': { records: { ocsfVersion: '1.3.0' }, destinations: [bucket, lake] },
  'lake-with-key': {
    records: { ocsfVersion: '1.3.0' },
    destinations: [bucket, { ...lake, kmsKeyArn: previousKeyArn }],
    kmsKeyArn: keyArn,
  },
  collector: { destinations: [https] },
  'bus-as-destination': {
    destinations: [
      bucket,
      { type: 'eventBus', arn: 'arn:aws:events:eu-central-1:111122223333:event-bus/security' },
    ],
  },
  'stream-as-destination': {
    destinations: [
      { type: 'deliveryStream', arn: 'arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem' },
    ],
  },
  'object-lock': {
    destinations: [
      { ...bucket, objectLock: { mode: 'compliance', days: 365 }, accessLogBucketName: 'access-logs' },
    ],
  },
  'storage-classes': {
    destinations: [{ ...bucket, expireAfterDays: 'never', infrequentAccessAfterDays: 30 }],
  },
  deduplication: { deduplication: {}, ledger: { pointInTimeRecovery: true } },
  'no-ledger': { ledger: false },
  hashes: { privacy: { fields: { user_name: 'hash' } } },
  'on-demand': { onDemand: { principals: ['arn:aws:iam::111122223333:role/analyst'] } },
  vpc: { vpc: { subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: ['sg-0123456789abcdef0'] } },
  tracing: { tracing: true, onDemand: {} },
  destroy: { removalPolicy: 'destroy', tags: { team: 'security' } },
  'own-token': {
    auth0: {
      ...smallest.auth0,
      tokenSecretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:name-AbCdEf',
    },
  },
  'in-its-place': {
    account: '111122223333',
    region: 'eu-central-1',
    terminationProtection: true,
    onDemand: {},
  },
};
