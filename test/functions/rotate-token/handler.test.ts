import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { listen, type LoopbackServer } from '../../../functions/local/listen.ts';
import { bundle } from '../../../infra/build/bundle.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import { type Sandbox, startSandbox } from '../../support/lambda-sandbox.ts';

const entry = fileURLToPath(new URL('../../../functions/rotate-token/handler.ts', import.meta.url));
const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:rotate-token';
const clientSecret = 'canary-5ecret';
const domain = 'example-tenant.eu.auth0.com';

const auth0 = createAuth0Simulator({
  domain,
  clients: [{ clientId: 'id', clientSecret, scopes: ['read:sessions'] }],
});
let folder: string;
let file: string;
let aws: AwsStandIn;
let server: LoopbackServer;
let environment: Record<string, string>;
let sandbox: Sandbox | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rotate-token-'));
  ({ file } = await bundle({ entry, outdir: folder }));
  aws = await startAwsStandIn();
  server = await listen(auth0.app);
  environment = {
    ...aws.env,
    TENANT: 'acme',
    AUTH0_DOMAIN: domain,
    AUTH0_BASE_URL: server.url,
    CLIENT_SECRET_ID: aws.secrets.create(
      'acme/auth0-client',
      JSON.stringify({ client_id: 'id', client_secret: clientSecret }),
    ),
  };
  aws.secrets.create('acme/management-token', 'REPLACE_ME');
});
afterEach(() => sandbox?.stop());
afterAll(async () => {
  await server.close();
  await aws.close();
  await rm(folder, { recursive: true });
});

async function start(more: Record<string, string> = {}, timeoutMs = 30_000): Promise<Sandbox> {
  sandbox = await startSandbox({ bundle: file, env: { ...environment, ...more }, timeoutMs });
  return sandbox;
}

/** Hands each step to the sandbox, and throws what the function throws. */
function invokeIn(running: () => Sandbox) {
  return async (event: unknown) => {
    const { ok, body, errorType } = await running().invoke(event);
    if (!ok) throw new Error(`${errorType}: ${(body as { errorMessage?: string }).errorMessage}`);
  };
}

describe('handler', () => {
  it('rotates under the real runtime, also after a death in the middle, and shows no secret', async () => {
    let running = await start();
    aws.secrets.setRotationFunction(
      functionArn,
      invokeIn(() => running),
    );
    const { RotateSecretCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(aws.clientOptions);
    await client.send(
      new RotateSecretCommand({ SecretId: 'acme/management-token', RotationLambdaARN: functionArn }),
    );
    await aws.secrets.rotationEnd('acme/management-token');
    const first = aws.secrets.value('acme/management-token') ?? '';

    const takeBack = auth0.inject({ kind: 'slow_headers', ms: 5_000 }, { route: 'sessions' });
    const interrupted = aws.secrets.rotate('acme/management-token').then(
      () => 'finished',
      () => 'interrupted',
    );
    while (auth0.counts.token.get(200) !== 2) await new Promise((resolve) => setTimeout(resolve, 10));
    const { logs } = running;
    await running.kill();
    await expect(interrupted).resolves.toBe('interrupted');
    takeBack();
    running = await start();
    await aws.secrets.resumeRotation('acme/management-token');
    const second = aws.secrets.value('acme/management-token') ?? '';

    expect(second).not.toBe(first);
    expect(aws.secrets.value('acme/management-token', 'AWSPREVIOUS')).toBe(first);
    const shown = logs + running.logs;
    expect(shown).toMatch(/"message":"rotation step".*"outcome":"created".*/);
    expect(shown).toContain('"tenant":"acme"');
    for (const text of [first, second]) {
      expect(shown).not.toContain((JSON.parse(text) as { access_token: string }).access_token);
    }
    expect(shown).not.toContain(clientSecret);
    client.destroy();
  });

  it('fails with what to do, and shows no secret', async () => {
    const CLIENT_SECRET_ID = aws.secrets.create(
      'acme/wrong-client',
      JSON.stringify({ client_id: 'id', client_secret: `${clientSecret}-wrong` }),
    );
    const running = await start({ CLIENT_SECRET_ID });
    const event = { SecretId: 'acme/management-token', ClientRequestToken: 'c'.repeat(32) };

    const unknown = await running.invoke({ ...event, Step: 'deleteSecret' });
    const refused = await running.invoke({ ...event, Step: 'createSecret' });

    expect(unknown).toMatchObject({
      ok: false,
      body: { errorMessage: expect.stringContaining('unknown Step') },
    });
    expect(refused).toMatchObject({
      ok: false,
      errorType: 'RotationError',
      body: {
        errorMessage: expect.stringContaining('(401 invalid_client): check client_id and client_secret'),
      },
    });
    expect(running.logs + JSON.stringify(refused)).not.toContain(clientSecret);
  });

  it('asks Auth0 for nothing in the time that the calls of Secrets Manager behind it may need', async () => {
    // Three attempts of a second and a half, and the pauses between them.
    const running = await start({}, 4_800);
    const asked = [...auth0.counts.token.values()].reduce((sum, count) => sum + count, 0);
    const event = { SecretId: 'acme/management-token', ClientRequestToken: 'd'.repeat(32) };

    const answer = await running.invoke({ ...event, Step: 'createSecret' });

    expect(answer).toMatchObject({ ok: false, errorType: 'RotationError' });
    expect([...auth0.counts.token.values()].reduce((sum, count) => sum + count, 0)).toBe(asked);
  });

  it('does not start with a wrong environment, and says what is wrong', async () => {
    const { AUTH0_DOMAIN: _, ...env } = environment;

    await expect(startSandbox({ bundle: file, env })).rejects.toThrow(
      'wrong environment: AUTH0_DOMAIN: expected a bare host such as acme.eu.auth0.com',
    );
  });
});
