import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../../functions/receive/config.ts';
import { ConfigError } from '../../../functions/secret/config-error.ts';

const right = {
  TENANT: 'acme',
  QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111122223333/events',
  DEAD_LETTER_QUEUE_URL: 'http://127.0.0.1:4566/000000000000/dead-letters',
  WEBHOOK_SECRET_ID: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/webhook-AbCdEf',
};

describe('parseConfig', () => {
  it('reads the environment', () => {
    expect(parseConfig({ ...right, PATH: '/bin', ALLOWED_SOURCE_CIDRS: '["192.0.2.0/24"]' })).toEqual({
      tenant: 'acme',
      queueUrl: right.QUEUE_URL,
      deadLetterQueueUrl: right.DEAD_LETTER_QUEUE_URL,
      webhookSecretId: right.WEBHOOK_SECRET_ID,
      allowedSourceCidrs: ['192.0.2.0/24'],
      hasFewMetrics: false,
    });
    expect(parseConfig(right).allowedSourceCidrs).toBeUndefined();
  });

  it('takes the virtual host that an emulator gives a queue', () => {
    const QUEUE_URL = 'http://sqs.us-east-1.localhost:4566/000000000000/events';

    expect(parseConfig({ ...right, QUEUE_URL }).queueUrl).toBe(QUEUE_URL);
  });

  it('names every wrong key in one error', () => {
    expect(() => parseConfig({})).toThrow(
      new ConfigError(
        'wrong environment: TENANT: expected a name such as acme; QUEUE_URL: expected the URL of an SQS queue; DEAD_LETTER_QUEUE_URL: expected the URL of an SQS queue; WEBHOOK_SECRET_ID: expected the ARN or name of the secret, not its value',
      ),
    );
  });

  it.each([
    ['TENANT', ''],
    ['TENANT', 'a b'],
    ['QUEUE_URL', 'events'],
    ['QUEUE_URL', 'https://sqs.eu-west-1.amazonaws.com/'],
    ['QUEUE_URL', 'http://sqs.example.com/1/events'],
    ['QUEUE_URL', 'http://sqs.localhost.example.com/1/events'],
    ['QUEUE_URL', 'http://sqs-localhost/1/events'],
    ['QUEUE_URL', 'http://sqs.us-east-1.localhost:4566/'],
    ['QUEUE_URL', 'arn:aws:sqs:eu-west-1:111122223333:events'],
    ['DEAD_LETTER_QUEUE_URL', ''],
    ['WEBHOOK_SECRET_ID', ''],
    ['WEBHOOK_SECRET_ID', 'Bearer CANARY'],
    ['ALLOWED_SOURCE_CIDRS', '192.0.2.0/24'],
    ['ALLOWED_SOURCE_CIDRS', '[]'],
    ['ALLOWED_SOURCE_CIDRS', '["192.0.2.0"]'],
    ['ALLOWED_SOURCE_CIDRS', '[7]'],
    ['ALLOWED_SOURCE_CIDRS', '{}'],
  ])('refuses %s of %j without repeating it', (key, value) => {
    let message = '';
    try {
      parseConfig({ ...right, [key]: value });
    } catch (error) {
      message = (error as ConfigError).message;
    }

    expect(message).toMatch(new RegExp(`^wrong environment: ${key}: expected [^;]+$`));
    expect(message).not.toContain('CANARY');
  });
});
