import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../functions/enrich/config.ts';
import { ConfigError } from '../../../functions/secret/config-error.ts';

const env = {
  TENANT: 'acme',
  AUTH0_DOMAIN: 'acme.eu.auth0.com',
  TOKEN_SECRET_ID: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme-token-AbCdEf',
  BUDGET: '{"ratePerSecond":4,"burst":12,"reserve":2}',
  DESTINATIONS: '[{"type":"firehose","streamName":"acme"}]',
};

function messageOf(overrides: Record<string, string | undefined>): string {
  try {
    parseConfig({ ...env, ...overrides });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('parseConfig', () => {
  it('fills in what the environment leaves out', () => {
    expect(parseConfig(env)).toMatchObject({
      auth0BaseUrl: 'https://acme.eu.auth0.com',
      cacheTtlMs: 30_000,
      mostWorkers: 1,
      lookUpWaitMs: 60_000,
      lookUpsQueueUrl: undefined,
      ledger: undefined,
      format: 'ocsf',
      ocsfVersion: '1.8.0',
      destinations: [{ type: 'firehose', streamName: 'acme', joinLines: false }],
    });
  });

  it.each([
    [
      'acme_retry_Https-splunk',
      'https://sqs.eu-central-1.amazonaws.com/111122223333/acme_retry_Https-splunk',
    ],
    ['https://sqs.us-east-1.amazonaws.com/1/other', 'https://sqs.us-east-1.amazonaws.com/1/other'],
  ])(
    'finds the retry queue %s, beside the queue of log events unless it is a URL',
    (given, retryQueueUrl) => {
      const { destinations } = parseConfig({
        ...env,
        QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/111122223333/acme-log-events',
        DESTINATIONS: JSON.stringify([{ type: 'stdout', retryQueueUrl: given }, { type: 'stdout' }]),
      });

      expect(destinations).toEqual([{ type: 'stdout', retryQueueUrl }, { type: 'stdout' }]);
    },
  );

  it.each<[key: string, least: number, most: number, others: Record<string, string>]>([
    ['DEDUPLICATION_HOURS', 1, 168, { DEDUPLICATION_TABLE: 'delivered' }],
    ['LEDGER_DAYS', 1, 365, { LEDGER_TABLE: 'ledger', LEDGER_KEY_SECRET_ID: 'ledger-key' }],
    ['CACHE_TTL_SECONDS', 0, 86_400, {}],
    ['MOST_WORKERS', 1, 10_000, {}],
    ['LOOK_UP_WAIT_SECONDS', 1, 600, {}],
  ])('takes whole numbers for %s, from %d to %d', (key, least, most, others) => {
    const isTaken = (value: number) => messageOf({ ...others, [key]: String(value) }) === 'accepted';

    expect([least - 1, least, least + 0.5, most, most + 1].map(isTaken)).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  it.each<[key: string, value: string | undefined, message: string]>([
    [
      'DESTINATIONS',
      '[{"type":"stdout","retryQueueUrl":"acme_retry_a"}]',
      'DESTINATIONS.0.retryQueueUrl: expected a URL, as QUEUE_URL is missing',
    ],
    [
      'DESTINATIONS',
      '[{"type":"stdout","retryQueueUrl":"../other"}]',
      'DESTINATIONS.0.retryQueueUrl: expected the name or URL of the retry queue, https unless it is a loopback address',
    ],
    ['TENANT', undefined, 'TENANT: missing, expected the name of the tenant'],
    ['AUTH0_DOMAIN', undefined, 'AUTH0_DOMAIN: missing, expected a bare host such as acme.eu.auth0.com'],
    [
      'TOKEN_SECRET_ID',
      undefined,
      'TOKEN_SECRET_ID: missing, expected the name or ARN of the secret, not its value',
    ],
    [
      'BUDGET',
      undefined,
      'BUDGET: missing, expected JSON such as {"ratePerSecond":4,"burst":12,"reserve":2}',
    ],
    ['DESTINATIONS', undefined, 'DESTINATIONS: missing, expected a JSON array such as [{"type":"stdout"}]'],
    [
      'AUTH0_DOMAIN',
      'https://acme.eu.auth0.com/',
      'AUTH0_DOMAIN: expected a bare host such as acme.eu.auth0.com',
    ],
    [
      'AUTH0_BASE_URL',
      'http://acme.example',
      'AUTH0_BASE_URL: expected a URL without a path, https unless it is a loopback address',
    ],
    [
      'TOKEN_SECRET_ID',
      'eyJhbGciOi',
      'TOKEN_SECRET_ID: expected the name or ARN of the secret, not its value',
    ],
    ['BUDGET', '{', 'BUDGET: expected JSON'],
    [
      'BUDGET',
      '{"ratePerSecond":0,"burst":1,"reserve":0}',
      'BUDGET.ratePerSecond: Too small: expected number to be >0',
    ],
    ['CACHE_TTL_SECONDS', '-1', 'CACHE_TTL_SECONDS: expected a whole number from 0 to 86400'],
    ['RECORD_FORMAT', 'xml', 'RECORD_FORMAT: expected one of ocsf, ecs, raw'],
    ['OCSF_VERSION', '1.2.0', 'OCSF_VERSION: expected one of 1.8.0, 1.3.0, 1.1.0'],
    [
      'QUEUE_URL',
      'log-events',
      'QUEUE_URL: expected the URL of the queue, https unless it is a loopback address',
    ],
    [
      'DEDUPLICATION_TABLE',
      'arn:aws:dynamodb:eu-west-1:111122223333:table/a',
      'DEDUPLICATION_TABLE: expected the name of a DynamoDB table',
    ],
    ['DEDUPLICATION_HOURS', '0', 'DEDUPLICATION_HOURS: expected a whole number from 1 to 168'],
    ['RAW_DATA', 'yes', 'RAW_DATA: expected true or false'],
    ['SIGNALS', '{"fanout":3}', 'SIGNALS: wrong signal settings: fanout: not known'],
    ['BUDGET', '[]', 'BUDGET: missing, expected JSON such as {"ratePerSecond":4,"burst":12,"reserve":2}'],
    ['BUDGET', '{"ratePerSecond":1,"burst":1}', 'BUDGET.reserve: expected number'],
    ['BUDGET', '{"ratePerSecond":1e999,"burst":1,"reserve":0}', 'BUDGET.ratePerSecond: expected number'],
    ['BUDGET', '{"ratePerSecond":1,"burst":1,"reserve":0,"brust":2}', 'BUDGET: unknown key brust'],
    ['LOOK_UPS', '[]', 'LOOK_UPS: missing, expected record'],
    [
      'LOOK_UPS',
      '{"slo":"cache"}',
      'LOOK_UPS.slo: Invalid option: expected one of "fetch"|"cache_only"|"never"',
    ],
    ['PRIVACY', '{"sessionMetadata":["a",1]}', 'PRIVACY.sessionMetadata.1: expected string'],
    [
      'PRIVACY',
      '{"fields":{"ip":"remove"}}',
      'PRIVACY.fields.ip: Invalid option: expected one of "truncate_ip"|"hash"|"mask"|"drop"',
    ],
    ['DESTINATIONS', '[]', 'DESTINATIONS: expected at least one destination'],
    ['DESTINATIONS', '["stdout"]', 'DESTINATIONS.0: expected object'],
    [
      'DESTINATIONS',
      '[{"type":"constructor"}]',
      "DESTINATIONS.0.type: Invalid discriminator value. Expected 'stdout' | 'firehose' | 'securityLake' | 'eventbridge' | 'https'",
    ],
    [
      'DESTINATIONS',
      '[{"type":"stdout"},{"type":"firehose","streamName":"","joinLines":"no","busName":"a"}]',
      'DESTINATIONS.1.streamName: expected a value that is not empty; DESTINATIONS.1.joinLines: expected boolean; DESTINATIONS.1: unknown key busName',
    ],
    [
      'DESTINATIONS',
      '[{"type":"https","url":"https://u:p@siem.example","kind":"ndjson","secretId":"a"}]',
      'DESTINATIONS.0.url: expected a URL, https unless it is a loopback address',
    ],
    [
      'DESTINATIONS',
      '[{"type":"securityLake","streams":{"authentication":"lake"}}]',
      'DESTINATIONS.0.streams.authentication: expected the number of a class',
    ],
    [
      'PRIVACY',
      '{"fields":{"ip":"hash"}}',
      'PRIVACY_KEY_SECRET_ID: expected the secret with the key, as PRIVACY hashes a field',
    ],
  ])('names %s when it is %j', (key, value, message) => {
    expect(messageOf({ [key]: value })).toBe(`wrong environment: ${message}`);
  });

  it('keeps what the environment says, and only that', () => {
    const destination = {
      type: 'https',
      url: 'https://siem.example/',
      kind: 'hec',
      secretId: 'key',
      timeoutSeconds: 20,
      acknowledgementSeconds: 0,
    } as const;
    const config = parseConfig({
      ...env,
      AUTH0_BASE_URL: 'http://127.0.0.1:4010/',
      LOOK_UPS: '{"slo":"never","__proto__":"fetch"}',
      PRIVACY: '{"fields":{"ip":"truncate_ip"}}',
      FINDING_FROM: 'medium',
      MOST_WORKERS: '14',
      LOOK_UP_WAIT_SECONDS: '30',
      LOOK_UPS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/look-ups',
      LEDGER_TABLE: 'acme-ledger',
      LEDGER_KEY_SECRET_ID: 'acme-ledger-key',
      LEDGER_DAYS: '14',
      DESTINATIONS: JSON.stringify([destination]),
    });

    expect(config).toMatchObject({
      auth0BaseUrl: 'http://127.0.0.1:4010',
      findingFrom: 'medium',
      mostWorkers: 14,
      lookUpWaitMs: 30_000,
      lookUpsQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/look-ups',
      ledger: { tableName: 'acme-ledger', keySecretId: 'acme-ledger-key', days: 14 },
    });
    expect(Object.entries(config.lookUps)).toEqual([
      ['slo', 'never'],
      ['__proto__', 'fetch'],
    ]);
    expect(config.privacy).toStrictEqual({ fields: { ip: 'truncate_ip' } });
    expect(config.destinations).toStrictEqual([destination]);
  });

  it('takes the delivery streams of Security Lake by class, null for a class that is left out', () => {
    const destinations = [{ type: 'securityLake', streams: { 3002: 'lake-3002', 0: null } }];

    expect(parseConfig({ ...env, DESTINATIONS: JSON.stringify(destinations) }).destinations).toEqual(
      destinations,
    );
  });

  it('takes no table of a ledger without the secret of its key', () => {
    expect(messageOf({ LEDGER_TABLE: 'acme-ledger' })).toBe(
      'wrong environment: LEDGER_KEY_SECRET_ID: missing, expected the name or ARN of the secret, as LEDGER_TABLE is there',
    );
  });

  it('takes the virtual hosts that an emulator gives queues, and no other plain host', () => {
    const queues = 'http://sqs.us-east-1.localhost:4566/000000000000';
    const destination = { type: 'stdout', retryQueueUrl: `${queues}/retry` };
    const config = parseConfig({
      ...env,
      QUEUE_URL: `${queues}/events`,
      LOOK_UPS_QUEUE_URL: `${queues}/look-ups`,
      DESTINATIONS: JSON.stringify([destination]),
    });

    expect(config).toMatchObject({
      queueUrl: `${queues}/events`,
      lookUpsQueueUrl: `${queues}/look-ups`,
      destinations: [destination],
    });
    expect(messageOf({ QUEUE_URL: 'http://sqs.localhost.example/1/events' })).toMatch(/QUEUE_URL: expected/);
    // What carries a token goes to no name that a resolver may answer.
    expect(messageOf({ AUTH0_BASE_URL: 'http://auth0.localhost:4010' })).toMatch(/AUTH0_BASE_URL: expected/);
  });

  it('names every wrong key in one message and quotes no value', () => {
    const message = messageOf({
      TENANT: '',
      TOKEN_SECRET_ID: 'a secret value!',
      LOOK_UP_WAIT_SECONDS: 'canary',
    });

    expect(message).toMatch(/TENANT: .*TOKEN_SECRET_ID: .*LOOK_UP_WAIT_SECONDS: /);
    expect(message).not.toMatch(/secret value|canary/);
  });
});
