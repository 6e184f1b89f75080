import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidSecretError, SecretUnavailableError } from '../../../functions/secret/errors.ts';
import { loadSecret } from '../../../functions/secret/load-secret.ts';
import { createSecretsClient, type SecretsClient } from '../../../functions/secret/secrets-client.ts';
import { createSecretsManagerReader } from '../../../functions/secret/secrets-manager-reader.ts';
import { toClientOptions } from '../../support/aws/aws-stand-in.ts';
import { type Loopback, startLoopback } from '../../support/loopback.ts';
import { type SecretsLoopback, startSecretsLoopback } from './secrets-loopback.ts';

const secretId = 'acme/management-token';
const canary = 'canary-5ecret';

let secrets: SecretsLoopback;
beforeEach(async () => {
  secrets = await startSecretsLoopback();
});
afterEach(() => secrets.close());

const readerOf = (options = {}) =>
  createSecretsManagerReader({ client: secrets.client, secretId, ...options });

describe('createSecretsManagerReader', () => {
  it('reads AWSCURRENT once and parses a token', async () => {
    secrets.stages.set('AWSCURRENT', '{"access_token":"t1"}\n');
    const reader = readerOf();

    await expect(Promise.all([reader.read(), reader.read()])).resolves.toEqual(['t1', 't1']);
    await expect(reader.read()).resolves.toBe('t1');

    expect(secrets.requests).toHaveLength(1);
    expect(JSON.parse(String(secrets.requests[0]?.body))).toEqual({
      SecretId: secretId,
      VersionStage: 'AWSCURRENT',
    });
  });

  it('reads again at once on reload', async () => {
    secrets.stages.set('AWSCURRENT', 't1');
    const reader = readerOf();
    await reader.read();

    secrets.stages.set('AWSCURRENT', 't2');

    await expect(reader.read()).resolves.toBe('t1');
    await expect(reader.reload()).resolves.toBe('t2');
    await expect(reader.read()).resolves.toBe('t2');
  });

  it.each([
    ['Secrets Manager is down', { status: 500, code: 'InternalServiceError' }],
    ['access is denied', { status: 400, code: 'AccessDeniedException', message: canary }],
    ['the new value is no token', `{"access_token":"${canary} "x}`],
  ])('keeps the last good token when %s, and tells why', async (_when, answer) => {
    const failures: unknown[] = [];
    secrets.stages.set('AWSCURRENT', 't1');
    const reader = readerOf({ onFailure: (error: unknown) => failures.push(error) });
    await reader.read();

    secrets.stages.set('AWSCURRENT', answer);

    await expect(reader.reload()).resolves.toBe('t1');
    expect(failures).toHaveLength(1);
    expect(JSON.stringify(failures) + String(failures[0])).not.toContain(canary);
  });

  it.each([
    ['the secret is missing', undefined, 'ResourceNotFoundException'],
    [
      'access is denied',
      { status: 400, code: 'AccessDeniedException', message: canary },
      'AccessDeniedException',
    ],
    [
      'the client is throttled',
      { status: 400, code: 'ThrottlingException', message: canary },
      'ThrottlingException',
    ],
  ])('rejects when %s and nothing was ever read', async (_when, answer, code) => {
    if (answer !== undefined) secrets.stages.set('AWSCURRENT', answer);

    const error = await readerOf()
      .read()
      .catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(SecretUnavailableError);
    expect(error).toMatchObject({ secretId, code, message: `secret ${secretId} could not be read: ${code}` });
    expect((error as Error).cause).toBeUndefined();
  });

  it('rejects with another error when the value is of no use', async () => {
    secrets.stages.set('AWSCURRENT', 'REPLACE_ME');

    await expect(readerOf().read()).rejects.toBeInstanceOf(InvalidSecretError);
  });
});

type Answer = Parameters<typeof startLoopback>[0];

/** The client that the functions use, and a Secrets Manager that answers like this. */
async function open(answer: Answer): Promise<{ client: SecretsClient; loopback: Loopback }> {
  const loopback = await startLoopback(answer);
  const client = createSecretsClient(toClientOptions(loopback.url));
  opened.push({ client, loopback });
  return { client, loopback };
}
const opened: Awaited<ReturnType<typeof open>>[] = [];
afterEach(async () => {
  for (const { client, loopback } of opened.splice(0)) {
    client.destroy();
    await loopback.close();
  }
});

describe('loadSecret', () => {
  it.each([
    ['is cut short', `{"SecretString":"${canary}`],
    ['is no JSON', `<${canary}>`],
  ])('does not quote an answer that %s', async (_what, body) => {
    const { client } = await open((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(body);
    });

    const error = await loadSecret(client, secretId, 'AWSCURRENT').catch((caught: unknown) => caught);

    expect(error).toMatchObject({ name: 'SecretUnavailableError', code: 'SyntaxError' });
    expect(`${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(canary);
  });

  it('refuses a secret that holds bytes', async () => {
    const { client } = await open((_request, response) => {
      response.writeHead(200).end('{"SecretBinary":"AAAA"}');
    });

    await expect(loadSecret(client, secretId, 'AWSCURRENT')).rejects.toThrow('it holds no text');
  });
});

describe('createSecretsClient', () => {
  const repeat = (response: ServerResponse, act: () => void) => {
    const timer = setInterval(act, 300);
    response.on('close', () => clearInterval(timer));
  };

  it('gives up within seconds, whatever keeps Secrets Manager from an answer', async () => {
    const cases: Readonly<Record<string, Answer>> = {
      'it never answers': () => {},
      'it stalls inside its answer': (_request, response) => void response.writeHead(200).write('{"'),
      'it goes on saying that it is at work': (_request, response) =>
        repeat(response, () => response.writeProcessing()),
      'its answer goes on without end': (_request, response) => {
        response.writeHead(200).write('{"SecretString":"');
        repeat(response, () => response.write('x'));
      },
    };
    const ends = await Promise.all(
      Object.entries(cases).map(async ([when, answer]) => {
        const { client, loopback } = await open(answer);
        const error = await loadSecret(client, secretId, 'AWSCURRENT').catch((caught: unknown) => caught);
        return [when, (error as Error).name, loopback.requests.length > 1 ? 'tried again' : 'tried once'];
      }),
    );

    expect(ends).toEqual([
      ['it never answers', 'SecretUnavailableError', 'tried again'],
      ['it stalls inside its answer', 'SecretUnavailableError', 'tried again'],
      ['it goes on saying that it is at work', 'SecretUnavailableError', 'tried again'],
      ['its answer goes on without end', 'SecretUnavailableError', 'tried again'],
    ]);
  });
});
