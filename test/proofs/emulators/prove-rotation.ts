import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { listen } from '../../../functions/local/listen.ts';
import { bundle } from '../../../infra/build/bundle.ts';
import { startSandbox } from '../../support/lambda-sandbox.ts';
import type { Emulator } from './emulator.ts';

const entry = fileURLToPath(new URL('../../../functions/rotate-token/handler.ts', import.meta.url));
const region = 'us-east-1';
const domain = 'example-tenant.eu.auth0.com';
const credentials = { client_id: 'id', client_secret: 'client-secret' };
const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/**
 * The rotation's bundle in Lambda's runtime client, against moto's Secrets Manager and a simulated Auth0: two rotations, each step
 * called twice, as Secrets Manager may. moto calls no function by itself.
 */
export async function proveRotation(moto: Emulator, folder: string) {
  const client = new SecretsManagerClient({
    endpoint: moto.url,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const create = async (Name: string, SecretString: string) =>
    (await client.send(new CreateSecretCommand({ Name, SecretString }))).ARN ?? '';
  const read = async (SecretId: string, VersionStage: string) =>
    (await client.send(new GetSecretValueCommand({ SecretId, VersionStage })).catch(() => undefined))
      ?.SecretString;
  const auth0 = createAuth0Simulator({
    domain,
    clients: [{ clientId: 'id', clientSecret: 'client-secret', scopes: ['read:sessions'] }],
  });
  const server = await listen(auth0.app);
  const { file } = await bundle({ entry, outdir: path.join(folder, 'rotate-token') });
  const tokenSecret = await create('acme/management-token', 'REPLACE_ME');
  const sandbox = await startSandbox({
    bundle: file,
    timeoutMs: 60_000,
    env: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: moto.url,
      TENANT: 'acme',
      AUTH0_DOMAIN: domain,
      AUTH0_BASE_URL: server.url,
      CLIENT_SECRET_ID: await create('acme/auth0-client', JSON.stringify(credentials)),
    },
  });

  async function rotate() {
    const ClientRequestToken = randomUUID();
    const failed: unknown[] = [];
    for (const Step of steps.flatMap((step) => [step, step])) {
      const { ok, body } = await sandbox.invoke({ Step, SecretId: tokenSecret, ClientRequestToken });
      if (!ok) failed.push({ Step, body });
    }
    return { failed, token: await read(tokenSecret, 'AWSCURRENT') };
  }

  try {
    const [first, second] = [await rotate(), await rotate()];
    const isToken = (text: string | undefined) => text?.includes('"access_token"') === true;
    return {
      proof: 'rotation against moto',
      failedSteps: [...first.failed, ...second.failed],
      isRight:
        first.failed.length + second.failed.length === 0 &&
        isToken(first.token) &&
        isToken(second.token) &&
        first.token !== second.token &&
        (await read(tokenSecret, 'AWSPREVIOUS')) === first.token &&
        (await read(tokenSecret, 'AWSPENDING')) !== first.token,
      tokensFetched: auth0.counts.token.get(200) ?? 0,
    };
  } finally {
    await sandbox.stop();
    await server.close();
    client.destroy();
  }
}
