import { describe, expect, it } from '@jest/globals';
import { AwsAccessError, accessFromEnvironment } from '../../../functions/aws/aws-access.ts';
import { dynamoDb, eventBridge, firehose, secretsManager, sqs } from '../../../functions/aws/aws-service.ts';

const inLambda = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'ASIA',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'session',
};
const accessOf = (env: NodeJS.ProcessEnv) => accessFromEnvironment(() => env);

describe('accessFromEnvironment', () => {
  it('reads what Lambda gives a function, the token of its session too', async () => {
    const access = accessOf(inLambda);

    await expect(access.region()).resolves.toBe('eu-west-1');
    await expect(access.credentials()).resolves.toEqual({
      accessKeyId: 'ASIA',
      secretAccessKey: 'secret',
      sessionToken: 'session',
    });
    await expect(access.useFipsEndpoint?.()).resolves.toBe(false);
    await expect(access.endpointOf?.(sqs)).resolves.toBeUndefined();
  });

  it('needs no session token, and takes an empty one for none', async () => {
    const { AWS_SESSION_TOKEN: _, ...others } = inLambda;

    for (const env of [others, { ...inLambda, AWS_SESSION_TOKEN: '' }]) {
      await expect(accessOf(env).credentials()).resolves.not.toHaveProperty('sessionToken');
    }
  });

  it.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('says that %s is missing', async (name) => {
    const asked = accessOf({ ...inLambda, [name]: '' }).credentials();

    await expect(asked).rejects.toEqual(new AwsAccessError(`${name} is not set`));
  });

  it.each([
    [dynamoDb, 'AWS_ENDPOINT_URL_DYNAMODB'],
    [eventBridge, 'AWS_ENDPOINT_URL_EVENTBRIDGE'],
    [firehose, 'AWS_ENDPOINT_URL_FIREHOSE'],
    [secretsManager, 'AWS_ENDPOINT_URL_SECRETS_MANAGER'],
    [sqs, 'AWS_ENDPOINT_URL_SQS'],
  ])('goes where the environment says: $name', async (service, name) => {
    const all = { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' };
    const own = { ...all, [name]: 'https://vpce.example' };

    await expect(accessOf(all).endpointOf?.(service)).resolves.toBe('http://127.0.0.1:4566');
    await expect(accessOf(own).endpointOf?.(service)).resolves.toBe('https://vpce.example');
    await expect(accessOf({ ...own, [name]: '' }).endpointOf?.(service)).resolves.toBe(
      'http://127.0.0.1:4566',
    );
    await expect(
      accessOf({ ...own, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }).endpointOf?.(service),
    ).resolves.toBeUndefined();
  });

  it('goes to validated endpoints where that is asked for', async () => {
    await expect(accessOf({ AWS_USE_FIPS_ENDPOINT: 'true' }).useFipsEndpoint?.()).resolves.toBe(true);
  });
});
