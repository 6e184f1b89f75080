import { describe, expect, it } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { parseConfig as parseEnrichConfig } from '../../functions/enrich/config.ts';
import { parseConfig as parseReceiveConfig } from '../../functions/receive/config.ts';
import { parseConfig as parseRotateTokenConfig } from '../../functions/rotate-token/config.ts';
import { parseSignalSettings } from '../../functions/signals/settings/signal-settings.ts';
import { resourcesOf } from './read-template.ts';
import { everything, type TenantInput, toTemplate } from './synthesise.ts';

/** What a reference comes to in an account, by the type of the resource. */
const deployed: Readonly<Record<string, string>> = {
  'AWS::SQS::Queue': 'https://sqs.eu-central-1.amazonaws.com/111122223333/log-events',
  'AWS::SecretsManager::Secret': 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:name-AbCdEf',
  'AWS::KinesisFirehose::DeliveryStream': 'session-enricher-acme-records',
};

const toRetryUrl = (destinationId: string) =>
  `https://sqs.eu-central-1.amazonaws.com/111122223333/session-enricher-acme_retry_${destinationId}`;

/** The environment of a function as Lambda will set it. */
function environmentOf(template: Template, service: string): Record<string, string> {
  const resources = resourcesOf(template);
  const found = Object.values(resourcesOf(template, 'AWS::Lambda::Function')).find(({ Properties }) =>
    String(Properties['FunctionName']).endsWith(`-${service}`),
  );
  if (!found) throw new Error(`the template has no function ${service}`);
  const { Variables } = found.Properties['Environment'] as { Variables: Record<string, unknown> };
  return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, deploy(value)]));

  function deploy(value: unknown): string {
    if (typeof value === 'string') return value;
    const { Ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: [string, unknown[]] };
    if (join) return join[1].map(deploy).join(join[0]);
    const { Type = '', Properties } = resources[Ref ?? ''] ?? {};
    const known = Type === 'AWS::DynamoDB::Table' ? String(Properties?.['TableName']) : deployed[Type];
    if (known === undefined) throw new Error(`what ${JSON.stringify(value)} comes to is not known here`);
    return known;
  }
}

describe('the environment of enrich', () => {
  it('is what its config asks for, for the smallest file', () => {
    expect(parseEnrichConfig(environmentOf(toTemplate(), 'enrich'))).toMatchObject({
      tenant: 'acme',
      auth0BaseUrl: 'https://acme.eu.auth0.com',
      tokenSecretId: deployed['AWS::SecretsManager::Secret'],
      budget: { ratePerSecond: 8, burst: 25, reserve: 25 },
      cacheTtlMs: 30_000,
      lookUps: {},
      format: 'ocsf',
      ocsfVersion: '1.8.0',
      rawData: false,
      textData: false,
      findingFrom: undefined,
      signals: {},
      privacy: {},
      privacyKeySecretId: undefined,
      destinations: [
        {
          type: 'firehose',
          streamName: 'session-enricher-acme-records',
          joinLines: true,
          retryQueueUrl: toRetryUrl('Bucket'),
        },
      ],
      queueUrl: deployed['AWS::SQS::Queue'],
      deduplication: undefined,
    });
  });

  it('is what its config asks for, with every option', () => {
    expect(parseEnrichConfig(environmentOf(toTemplate(everything), 'enrich'))).toMatchObject({
      budget: { ratePerSecond: 8, burst: 25, reserve: 25 },
      cacheTtlMs: 10_000,
      lookUps: { slo: 'never', s: 'fetch' },
      ocsfVersion: '1.3.0',
      rawData: true,
      textData: true,
      findingFrom: 'medium',
      signals: { disabled: ['asn_changed'], allow: { asns: [64500], prefixes: ['192.0.2.0/24'] } },
      privacy: { sessionMetadata: ['department'], fields: { ip: 'hash', 'session.user_id': 'mask' } },
      privacyKeySecretId: deployed['AWS::SecretsManager::Secret'],
      deduplication: { tableName: 'session-enricher-acme-deduplication', hours: 48 },
      destinations: [
        {
          type: 'firehose',
          streamName: 'session-enricher-acme-records',
          joinLines: true,
          retryQueueUrl: toRetryUrl('Bucket'),
        },
        {
          type: 'firehose',
          streamName: 'siem',
          joinLines: false,
          retryQueueUrl: toRetryUrl('Stream-siem'),
        },
        {
          type: 'securityLake',
          retryQueueUrl: toRetryUrl('SecurityLake'),
          streams: {
            0: null,
            2004: null,
            3001: null,
            3002: 'session-enricher-acme-lake-3002',
            3004: null,
            3006: null,
            6003: 'session-enricher-acme-lake-6003',
          },
        },
        {
          type: 'eventbridge',
          busName: 'arn:aws:events:eu-central-1:111122223333:event-bus/security',
          retryQueueUrl: toRetryUrl('Bus-security'),
        },
        {
          type: 'https',
          url: 'https://splunk.example/services/collector/event',
          kind: 'hec',
          secretId: deployed['AWS::SecretsManager::Secret'],
          retryQueueUrl: toRetryUrl('Https-splunk'),
        },
      ],
    });
  });

  it.each<[what: string, changes: TenantInput, config: object]>([
    [
      'deduplication with its defaults',
      { deduplication: {} },
      { deduplication: { tableName: 'session-enricher-acme-deduplication', hours: 24 } },
    ],
    ['the format', { records: { format: 'ecs' } }, { format: 'ecs' }],
    [
      'another Management API',
      { auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise', baseUrl: 'http://127.0.0.1:4010' } },
      { auth0BaseUrl: 'http://127.0.0.1:4010' },
    ],
  ])('carries %s', (_what, changes, config) => {
    expect(parseEnrichConfig(environmentOf(toTemplate(changes), 'enrich'))).toMatchObject(config);
  });
});

describe('what enrich is told of ledger and line', () => {
  it.each<[what: string, changes: TenantInput, expected: Record<string, string | undefined>]>([
    [
      'the defaults',
      {},
      {
        LEDGER_TABLE: 'session-enricher-acme-ledger',
        LEDGER_KEY_SECRET_ID: 'session-enricher/acme/ledger-key',
        LEDGER_DAYS: '30',
        LOOK_UPS_QUEUE_URL: deployed['AWS::SQS::Queue'],
        LOOK_UP_WAIT_SECONDS: '60',
        // Ten for log events, two for look-ups, two for the records that the bucket did not take.
        MOST_WORKERS: '14',
      },
    ],
    // 20, 2, ten for five destinations, and on-demand.
    ['every option', everything, { LEDGER_DAYS: '7', LOOK_UP_WAIT_SECONDS: '90', MOST_WORKERS: '33' }],
    ['the old name of the wait', { enrichment: { maxDelaySeconds: 300 } }, { LOOK_UP_WAIT_SECONDS: '300' }],
    [
      'the longest of the old waits',
      { enrichment: { maxDelaySeconds: 840 } },
      { LOOK_UP_WAIT_SECONDS: '600' },
    ],
    [
      'no ledger',
      { ledger: false },
      {
        LEDGER_TABLE: undefined,
        LEDGER_KEY_SECRET_ID: undefined,
        LEDGER_DAYS: undefined,
        LOOK_UPS_QUEUE_URL: deployed['AWS::SQS::Queue'],
        MOST_WORKERS: '6',
      },
    ],
  ])('is so for %s', (_what, changes, expected) => {
    const environment = environmentOf(toTemplate(changes), 'enrich');

    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, environment[name]]))).toEqual(
      expected,
    );
  });
});

describe('the environment of on-demand', () => {
  it('is that of enrich, without the table of deliveries and the queue of look-ups', () => {
    const {
      DEDUPLICATION_TABLE: _table,
      DEDUPLICATION_HOURS: _hours,
      LOOK_UPS_QUEUE_URL: _queue,
      POWERTOOLS_SERVICE_NAME: _service,
      ...settings
    } = environmentOf(toTemplate(everything), 'enrich');

    const environment = environmentOf(toTemplate(everything), 'on-demand');

    expect(environment).toEqual({ ...settings, POWERTOOLS_SERVICE_NAME: 'on-demand' });
    expect(parseEnrichConfig(environment)).toMatchObject({ budget: { ratePerSecond: 8 } });
  });
});

describe('the environment of receive', () => {
  const common = {
    tenant: 'acme',
    queueUrl: deployed['AWS::SQS::Queue'],
    deadLetterQueueUrl: deployed['AWS::SQS::Queue'],
    webhookSecretId: deployed['AWS::SecretsManager::Secret'],
    hasFewMetrics: false,
  };

  it.each<[what: string, changes: TenantInput, allowedSourceCidrs: string[] | undefined]>([
    ['the smallest file', {}, undefined],
    ['every option', everything, ['192.0.2.0/24']],
  ])('is what its config asks for, with %s', (_what, changes, allowedSourceCidrs) => {
    expect(parseReceiveConfig(environmentOf(toTemplate(changes), 'receive'))).toEqual({
      ...common,
      allowedSourceCidrs,
    });
  });
});

describe('the environment of rotate-token', () => {
  it('is what its config asks for', () => {
    expect(parseRotateTokenConfig(environmentOf(toTemplate(), 'rotate-token'))).toEqual({
      tenant: 'acme',
      auth0Domain: 'acme.eu.auth0.com',
      auth0BaseUrl: 'https://acme.eu.auth0.com',
      clientSecretId: deployed['AWS::SecretsManager::Secret'],
    });
  });
});

describe('the signal settings of a tenant file', () => {
  it('are what functions/ asks for', () => {
    const { SIGNALS } = environmentOf(toTemplate(everything), 'enrich');

    expect(() => parseSignalSettings(JSON.parse(SIGNALS ?? ''))).not.toThrow();
  });
});
