import {
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Auth0Simulator, createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { createTokenRequest } from '../../../functions/rotate-token/auth0-token.ts';
import {
  type ClientCredentials,
  parseClientCredentials,
} from '../../../functions/rotate-token/client-credentials.ts';
import { createRetry } from '../../../functions/rotate-token/retry.ts';
import { createRotation, rotationSteps } from '../../../functions/rotate-token/rotation.ts';
import { parseRotationEvent } from '../../../functions/rotate-token/rotation-event.ts';
import { createTokenSecret } from '../../../functions/rotate-token/token-secret.ts';
import { createTokenTrial } from '../../../functions/rotate-token/try-token.ts';
import { createSecretsManagerReader } from '../../../functions/secret/secrets-manager-reader.ts';
import { createSecretsClient, type SecretsClient } from '../../../functions/secret/secrets-client.ts';
import { createSessionClient } from '../../../functions/session/session-client.ts';
import { getByFetch } from '../../support/get-by-fetch.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import { someOrAll } from '../../support/thorough.ts';

const name = 'acme/management-token';
const domain = 'example-tenant.eu.auth0.com';
const baseUrl = `https://${domain}`;
const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:rotate-token';
const canary = 'canary-5ecret';
const hourMs = 3_600_000;

/** Called before and after everything that a step does to the outside; throws where the process is to die. */
type Watch = (point: string) => void;
class Killed extends Error {}

let aws: AwsStandIn;
let client: SecretsManagerClient;
let secrets: SecretsClient;
let auth0: Auth0Simulator;
let clock: { nowMs: number };
let watch: Watch;
let arn: string;
let loadCredentials: () => ClientCredentials;

beforeEach(async () => {
  clock = { nowMs: Date.parse('2026-01-01T00:00:00Z') };
  watch = () => {};
  loadCredentials = () => ({ clientId: 'id', clientSecret: canary });
  const now = () => clock.nowMs;
  aws = await startAwsStandIn({ now });
  client = new SecretsManagerClient({ ...aws.clientOptions, maxAttempts: 1 });
  secrets = createSecretsClient({ ...aws.clientOptions, maxAttempts: 1 });
  auth0 = createAuth0Simulator({
    domain,
    now,
    rateLimit: { burst: 10_000, ratePerSecond: 10_000 },
    clients: [{ clientId: 'id', clientSecret: canary, scopes: ['read:sessions'] }],
  });
  arn = aws.secrets.create(name, 'REPLACE_ME');
  aws.secrets.setRotationFunction(functionArn, rotate);
});
afterEach(async () => {
  client.destroy();
  secrets.destroy();
  await aws.close();
});

const askOf = (watch: Watch) =>
  createSessionClient({
    baseUrl,
    get: getByFetch(async (url, init) => {
      watch('before look-up');
      const response = await auth0.app.request(url, init);
      watch('after look-up');
      return response;
    }),
  });

/** The rotation function as the handler puts it together. */
async function rotate(event: unknown) {
  const { step, secretId, versionId } = parseRotationEvent(event);
  watch(`before ${step}`);
  const retry = createRetry({ sleep: async () => {} });
  const watched = {
    async call(operation: 'GetSecretValue', input: { readonly SecretId: string }) {
      watch(`before ${operation}`);
      const answer = await secrets.call(operation, input);
      watch(`after ${operation}`);
      return answer;
    },
  };
  const run = createRotation({
    secret: createTokenSecret(watched as unknown as SecretsClient, secretId),
    loadCredentials: async () => loadCredentials(),
    requestToken: createTokenRequest({
      domain,
      baseUrl,
      retry,
      now: () => clock.nowMs,
      fetch: async (input, init) => {
        watch('before token');
        const response = await auth0.app.request(input as string, init);
        watch('after token');
        return response;
      },
    }),
    tryToken: createTokenTrial({ askAuth0: askOf(watch), retry }),
    now: () => clock.nowMs,
  });
  const report = await run({ step, versionId, deadlineMs: Date.now() + 10_000 });
  watch(`after ${step}`);
  return report;
}

const startRotation = async () => {
  await client.send(new RotateSecretCommand({ SecretId: name, RotationLambdaARN: functionArn }));
  await aws.secrets.rotationEnd(name);
};

const currentToken = () => {
  const stored = JSON.parse(aws.secrets.value(name) ?? '{}') as { access_token: string; expires_at: string };
  return stored.access_token;
};

async function expectOneUsableToken() {
  await expect(askOf(() => {})('made-up', currentToken(), 1_000)).resolves.toMatchObject({
    status: 'not_found',
  });
  const labels = aws.secrets.labels(name);
  const holders = Object.values(labels).filter((stages) => stages.includes('AWSCURRENT'));
  expect(holders).toHaveLength(1);
  const pending = Object.values(labels).find((stages) => stages.includes('AWSPENDING'));
  expect(pending ?? ['AWSCURRENT']).toContain('AWSCURRENT');
}

describe('createRotation', () => {
  it('puts a token that works in place of the placeholder', async () => {
    await startRotation();

    await expectOneUsableToken();
    expect(JSON.parse(aws.secrets.value(name) ?? '')).toEqual({
      access_token: expect.any(String),
      issued_at: '2026-01-01T00:00:00.000Z',
      expires_at: '2026-01-02T00:00:00.000Z',
      scope: 'read:sessions',
    });
    expect(auth0.counts.token.get(200)).toBe(1);
  });

  it('ends with one usable token after a death at any point and another try', async () => {
    const points: string[] = [];
    watch = (point) => points.push(point);
    await startRotation();
    expect(points.length).toBeGreaterThan(30);
    const before = currentToken();

    for (let dying = 0; dying < points.length; dying += someOrAll(3, 1)) {
      let count = 0;
      // From that point on everything fails: what catches the error is dead, too.
      watch = () => {
        count += 1;
        if (count > dying) throw new Killed();
      };
      await expect(aws.secrets.rotate(name)).rejects.toBeInstanceOf(Error);
      watch = () => {};
      await aws.secrets.resumeRotation(name);
      await expectOneUsableToken();
    }

    expect(currentToken()).not.toBe(before);
  });

  it('comes to the same when each step is called twice', async () => {
    const reports: unknown[] = [];
    aws.secrets.setRotationFunction(functionArn, async (event) => {
      const first = await rotate(event);
      const second = await rotate(event);
      reports.push([event.Step, first.outcome, second.outcome]);
    });

    await startRotation();

    expect(reports).toEqual([
      ['createSecret', 'created', 'kept'],
      ['setSecret', 'nothing_to_do', 'nothing_to_do'],
      ['testSecret', 'tested', 'tested'],
      ['finishSecret', 'finished', 'kept'],
    ]);
    expect(auth0.counts.token.get(200)).toBe(1);
    await expectOneUsableToken();
  });

  it('stores one token when two attempts of a rotation run at the same time', async () => {
    const outcomes: unknown[] = [];
    aws.secrets.setRotationFunction(functionArn, async (event) => {
      if (event.Step !== 'createSecret') return rotate(event);
      const reports = await Promise.all([rotate(event), rotate(event)]);
      outcomes.push(...reports.map(({ outcome }) => outcome).toSorted());
      return undefined;
    });

    await startRotation();

    expect(outcomes).toEqual(['created', 'kept']);
    await expectOneUsableToken();
  });

  it('changes nothing when all steps come again after the end', async () => {
    await startRotation();
    const stored = aws.secrets.value(name);

    await aws.secrets.resumeRotation(name);

    expect(aws.secrets.value(name)).toBe(stored);
    expect(auth0.counts.token.get(200)).toBe(1);
  });

  it('stores no token that lacks the permission, so that the next rotation works once it is granted', async () => {
    const takeBack = auth0.inject({ kind: 'status', status: 403 });
    await expect(startRotation()).rejects.toThrow('lacks the permission read:sessions');
    expect(aws.secrets.value(name)).toBe('REPLACE_ME');

    takeBack();
    await startRotation();

    await expectOneUsableToken();
  });

  it.each([
    [
      'placeholders',
      () => parseClientCredentials('{"client_id":"REPLACE_ME"}', 'acme/auth0-client'),
      'is still the placeholder',
    ],
    ['a mistyped secret', () => ({ clientId: 'id', clientSecret: 'mistyped' }), 'check client_id'],
  ])('leaves the way free for another rotation after one with %s', async (_what, load, message) => {
    loadCredentials = load;
    await expect(startRotation()).rejects.toThrow(message);
    loadCredentials = () => ({ clientId: 'id', clientSecret: canary });

    await startRotation();

    await expectOneUsableToken();
  });

  it('tells what to mend also when the way cannot be freed', async () => {
    loadCredentials = () => ({ clientId: 'id', clientSecret: 'mistyped' });
    aws.inject({ on: 'secretsmanager.UpdateSecretVersionStage', fault: { kind: 'denied' } });

    await expect(startRotation()).rejects.toThrow('check client_id');
  });

  it('keeps a rotation open that Secrets Manager only has to repeat', async () => {
    const takeBack = auth0.inject({ kind: 'html', status: 503 });
    await expect(startRotation()).rejects.toThrow('busy or down');
    takeBack();

    await aws.secrets.resumeRotation(name);

    await expectOneUsableToken();
  });

  it('sets a stored token aside that Auth0 refuses, so that the next rotation gets another one', async () => {
    watch = (point) => {
      if (point === 'after createSecret') auth0.forgetTokens();
    };
    await expect(startRotation()).rejects.toThrow("check that AUTH0_DOMAIN is the tenant's own domain");
    watch = () => {};

    await aws.secrets.rotate(name);

    await expectOneUsableToken();
  });

  it('keeps a stored token while Auth0 is down', async () => {
    await startRotation();
    let takeBack = () => {};
    watch = (point) => {
      if (point === 'before testSecret') takeBack = auth0.inject({ kind: 'html', status: 503 });
    };
    await expect(aws.secrets.rotate(name)).rejects.toThrow('Auth0 is busy or down');
    const pending = aws.secrets.value(name, 'AWSPENDING');
    takeBack();
    watch = () => {};

    await aws.secrets.resumeRotation(name);

    expect(aws.secrets.value(name)).toBe(pending);
  });

  it.each([
    ['half spent', 13, 'is too old'],
    ['expired', 25, 'has expired'],
  ])('does not finish a rotation with a token that is %s by then', async (_what, hours, message) => {
    watch = (point) => {
      if (point === 'after createSecret') throw new Killed();
    };
    await expect(startRotation()).rejects.toThrow(Killed);
    watch = () => {};
    clock.nowMs += hours * hourMs;

    await expect(aws.secrets.resumeRotation(name)).rejects.toThrow(message);
    await aws.secrets.rotate(name);

    await expectOneUsableToken();
  });

  it('has nothing to try, and tells nobody, when the rotation is only set up', async () => {
    const asked = aws.countOf('secretsmanager.UpdateSecretVersionStage');

    await rotate({ Step: 'testSecret', SecretId: arn, ClientRequestToken: 'f'.repeat(32) });

    expect(aws.countOf('secretsmanager.UpdateSecretVersionStage')).toBe(asked);
    expect(auth0.counts.token.size).toBe(0);
  });

  it('has nothing to try in a version that holds the placeholder', async () => {
    const ClientRequestToken = 'e'.repeat(32);
    const SecretString = 'REPLACE_ME: fill the secret auth0-client, then rotate this one';
    await client.send(
      new PutSecretValueCommand({
        SecretId: arn,
        ClientRequestToken,
        VersionStages: ['AWSPENDING'],
        SecretString,
      }),
    );

    await rotate({ Step: 'testSecret', SecretId: arn, ClientRequestToken });

    expect(auth0.counts.token.size).toBe(0);
  });

  it('refuses to finish for a version without a token', async () => {
    await startRotation();
    const before = aws.secrets.labels(name);
    const event = { Step: 'finishSecret', SecretId: arn, ClientRequestToken: 'f'.repeat(32) };

    await expect(rotate(event)).rejects.toThrow('has no token pending');

    expect(aws.secrets.labels(name)).toEqual(before);
  });

  it('never makes something current that is no token', async () => {
    watch = (point) => {
      if (point === 'before finishSecret') throw new Killed();
    };
    await expect(startRotation()).rejects.toThrow(Killed);
    watch = () => {};
    const ClientRequestToken = 'e'.repeat(32);
    const other = { SecretId: arn, ClientRequestToken, VersionStages: ['AWSPENDING'], SecretString: '{}' };
    await client.send(new PutSecretValueCommand(other));

    await expect(rotate({ Step: 'finishSecret', SecretId: arn, ClientRequestToken })).rejects.toThrow(
      'is none',
    );

    expect(aws.secrets.value(name)).toBe('REPLACE_ME');
  });

  it.each([
    ['DescribeSecret', 'DescribeSecret'],
    ['PutSecretValue', 'PutSecretValue'],
    ['UpdateSecretVersionStage', 'UpdateSecretVersionStage'],
  ])('names the call that Secrets Manager refuses (%s)', async (operation, action) => {
    aws.inject({ on: `secretsmanager.${operation}`, fault: { kind: 'denied' } });

    const error = await startRotation().catch((caught: unknown) => caught);

    expect(error).toMatchObject({
      name: 'RotationError',
      message: `secretsmanager:${action} of ${arn} failed: AccessDeniedException`,
    });
  });

  it('shows neither token nor credentials in what it throws, whatever fails', async () => {
    const points: string[] = [];
    const thrown: unknown[] = [];
    watch = (point) => points.push(point);
    await startRotation();
    watch = () => {};
    for (const operation of [
      'DescribeSecret',
      'GetSecretValue',
      'PutSecretValue',
      'UpdateSecretVersionStage',
    ]) {
      for (const kind of ['denied', 'throttled', 'unavailable', 'truncated', 'reset'] as const) {
        const takeBack = aws.inject({ on: `secretsmanager.${operation}`, fault: { kind }, times: 1 });
        await aws.secrets.rotate(name).catch((error: unknown) => thrown.push(error));
        takeBack();
        await aws.secrets.resumeRotation(name);
      }
    }
    const tokens = aws.calls
      .map(({ input }) => (input as { SecretString?: string }).SecretString)
      .filter((text) => text !== undefined)
      .map((text) => (JSON.parse(text) as { access_token: string }).access_token);

    expect(tokens.length).toBeGreaterThan(10);
    expect(thrown.length).toBeGreaterThan(15);
    const shown = thrown.map((error) => `${(error as Error).stack} ${JSON.stringify(error)}`).join('\n');
    for (const secret of [canary, ...tokens]) expect(shown).not.toContain(secret);
  });

  it.each([
    [{ ScheduleExpression: 'rate(12 hours)' }, []],
    [{ ScheduleExpression: 'rate(13 hours)' }, ['token_lives_too_short']],
    [{ ScheduleExpression: 'rate(1 day)' }, ['token_lives_too_short']],
    [{ AutomaticallyAfterDays: 1 }, ['token_lives_too_short']],
    [{ ScheduleExpression: 'cron(0 1 * * ? *)' }, []],
    [undefined, []],
  ])('warns when the schedule %j is too slow for a token of 24 hours', async (RotationRules, warnings) => {
    const answering = {
      call: async (operation: 'DescribeSecret', input: { readonly SecretId: string }) => ({
        ...(await secrets.call(operation, input)),
        RotationRules,
      }),
    };
    const run = createRotation({
      secret: createTokenSecret(answering as unknown as SecretsClient, arn),
      loadCredentials: async () => loadCredentials(),
      requestToken: async () => ({
        accessToken: 't',
        issuedAtMs: clock.nowMs,
        expiresAtMs: clock.nowMs + 24 * hourMs,
        scopes: ['read:sessions'],
      }),
      tryToken: async () => {},
      now: () => clock.nowMs,
    });

    const report = await run({ step: 'createSecret', versionId: 'a'.repeat(32), deadlineMs: Infinity });

    expect(report).toEqual({ outcome: 'created', warnings });
  });

  it('costs readers nothing, however often it is called: no look-up that fails', async () => {
    const rotations = someOrAll(25, 100);
    await startRotation();
    auth0.setSession({ id: 'S1', user_id: 'auth0|1' });
    const reader = createSecretsManagerReader({ client: secrets, secretId: name, ttlMs: 50 });
    const ask = askOf(() => {});
    const statuses = new Map<string, number>();
    const tokens = new Set<string>();
    let isOver = false;
    async function read() {
      while (!isOver) {
        const token = await reader.read();
        tokens.add(token);
        const { status } = await ask('S1', token, 1_000);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }

    const readers = Promise.all([read(), read(), read()]);
    for (let count = 0; count < rotations; count += 1) {
      const before = tokens.size;
      await aws.secrets.rotate(name);
      // Readers come to some of them, however quick a rotation is.
      for (let turns = 0; count % 4 === 0 && tokens.size === before && turns < 100; turns += 1) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    isOver = true;
    await readers;

    expect([...statuses.keys()]).toEqual(['found']);
    expect(tokens.size).toBeGreaterThan(5);
    expect(auth0.counts.token.get(200)).toBe(rotations + 1);
    await expectOneUsableToken();
  });
});

describe('rotationSteps', () => {
  it('are those of Secrets Manager', () => {
    expect(rotationSteps).toEqual(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
  });
});
