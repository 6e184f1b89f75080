import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dynamoDb, firehose, sqs } from '../../../../functions/aws/aws-service.ts';
import { accessFromProfile } from '../../../../functions/cli/aws/aws-access.ts';

const config = `[profile work]
region = eu-west-1
use_fips_endpoint = true
endpoint_url = https://all.example
services = mine

[services mine]
sqs =
  endpoint_url = https://queues.example

[profile plain]
region = eu-north-1
`;

describe('accessFromProfile', () => {
  let folder: string;
  let before: NodeJS.ProcessEnv;
  beforeEach(async () => {
    before = process.env;
    folder = await mkdtemp(path.join(tmpdir(), 'profile-'));
    await writeFile(path.join(folder, 'config'), config);
    await writeFile(path.join(folder, 'credentials'), '');
    process.env = {
      PATH: before['PATH'],
      AWS_CONFIG_FILE: path.join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
      AWS_PROFILE: 'work',
    };
  });
  afterEach(async () => {
    process.env = before;
    await rm(folder, { recursive: true });
  });

  it('calls where the profile says, each service at its own', async () => {
    const { region, useFipsEndpoint, endpointOf } = accessFromProfile();

    await expect(region()).resolves.toBe('eu-west-1');
    await expect(useFipsEndpoint?.()).resolves.toBe(true);
    await expect(endpointOf?.(sqs)).resolves.toBe('https://queues.example');
    await expect(endpointOf?.(firehose)).resolves.toBe('https://all.example');
  });

  it('goes by the environment first, and by neither where both are to be ignored', async () => {
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = 'http://127.0.0.1:8000';
    const { endpointOf } = accessFromProfile();

    await expect(endpointOf?.(dynamoDb)).resolves.toBe('http://127.0.0.1:8000');
    process.env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] = 'true';
    await expect(endpointOf?.(dynamoDb)).resolves.toBeUndefined();
  });

  it('goes to AWS itself where nothing else is said', async () => {
    process.env['AWS_PROFILE'] = 'plain';
    const { region, useFipsEndpoint, endpointOf } = accessFromProfile();

    await expect(region()).resolves.toBe('eu-north-1');
    await expect(useFipsEndpoint?.()).resolves.toBe(false);
    await expect(endpointOf?.(sqs)).resolves.toBeUndefined();
  });
});
