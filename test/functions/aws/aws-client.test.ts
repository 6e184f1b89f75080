import { createHash, createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AwsAccessError, accessFromEnvironment } from '../../../functions/aws/aws-access.ts';
import { type AwsCalls, type AwsClientOptions, createAwsClient } from '../../../functions/aws/aws-client.ts';
import { dynamoDb } from '../../../functions/aws/aws-service.ts';
import { toClientOptions } from '../../support/aws/aws-stand-in.ts';
import { startLoopback } from '../../support/loopback.ts';

interface Calls extends AwsCalls {
  readonly GetItem: { readonly input: object; readonly output: object };
}

type Answer = Parameters<typeof startLoopback>[0];

const canary = 'canary-0f-an-answer';
const limits = { timeoutMs: 60_000, connectionTimeoutMs: 60_000, maxSockets: 10 };
const opened: (() => unknown)[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  for (const close of opened.splice(0)) await close();
});

async function open(answer: Answer, options: Partial<AwsClientOptions> = {}) {
  const loopback = await startLoopback(answer);
  const client = createAwsClient<Calls>(dynamoDb, {
    ...toClientOptions(loopback.url),
    maxAttempts: 1,
    limits,
    ...options,
  });
  opened.push(
    () => client.destroy(),
    () => loopback.close(),
  );
  const ask = (...given: Parameters<typeof client.call> extends [string, ...infer Rest] ? Rest : never) =>
    client.call('GetItem', ...given);
  return { ask, requests: loopback.requests, loopback };
}

const refuse = (response: ServerResponse, status: number, body: string, headers = {}) =>
  void response.writeHead(status, headers).end(body);
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => new Error('it was answered'),
    (error: unknown) => error as Error,
  );

describe('createAwsClient', () => {
  it('posts the input as JSON, and answers with the output', async () => {
    const { ask, requests } = await open(
      (_request, response) => void response.end('{"Item":{"a":{"S":"é"}}}'),
    );

    await expect(ask({ Key: { pk: { S: 'ключ' } } })).resolves.toEqual({ Item: { a: { S: 'é' } } });

    const [request] = requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/',
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' },
    });
    expect(request?.body.toString()).toBe('{"Key":{"pk":{"S":"ключ"}}}');
  });

  // By the steps of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
  it('signs what it sends, the token of the session too', async () => {
    const access = {
      region: async () => 'eu-west-1',
      credentials: async () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'session' }),
    };
    const { ask, requests } = await open((_request, response) => void response.end('{}'), { access });

    await ask({ Key: { pk: { S: 'ключ' } } });

    const { headers, body } = requests[0]!;
    const [, scope = '', signedNames = '', signature = ''] =
      /^AWS4-HMAC-SHA256 Credential=AKID\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
        headers.authorization ?? '',
      ) ?? [];
    const date = String(headers['x-amz-date']);
    const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
    const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
    const canonical = [
      'POST',
      '/',
      '',
      ...signedNames.split(';').map((name) => `${name}:${String(headers[name])}`),
      '',
      signedNames,
      sha256(body),
    ].join('\n');
    let key: string | Buffer = 'AWS4secret';
    for (const part of scope.split('/')) key = hmac(key, part);

    expect(scope).toBe(`${date.slice(0, 8)}/eu-west-1/dynamodb/aws4_request`);
    expect(headers['x-amz-security-token']).toBe('session');
    expect(signedNames.split(';')).toEqual(
      expect.arrayContaining(['host', 'x-amz-date', 'x-amz-security-token', 'x-amz-target']),
    );
    expect(signature).toBe(
      hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex'),
    );
  });

  it.each<[what: string, status: number, body: string, headers: object, name: string]>([
    ['in the body', 400, '{"__type":"ValidationException"}', {}, 'ValidationException'],
    [
      'behind a namespace',
      400,
      '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}',
      {},
      'ConditionalCheckFailedException',
    ],
    [
      'before an address, in a header',
      400,
      '{}',
      { 'x-amzn-errortype': 'AccessDeniedException:http://internal.amazon.com/' },
      'AccessDeniedException',
    ],
    ['under another name', 403, '{"code":"ExpiredToken"}', {}, 'ExpiredToken'],
    ['nowhere', 418, canary, {}, 'HTTP 418'],
    ['nowhere, in an answer without body', 413, '', {}, 'HTTP 413'],
    ['as what is no code', 400, `{"__type":"${canary} ${canary}"}`, {}, 'HTTP 400'],
    ['as a number', 400, '{"__type":7}', {}, 'HTTP 400'],
  ])(
    'reads the code of a refusal %s, and quotes nothing else',
    async (_what, status, body, headers, name) => {
      const { ask } = await open((_request, response) => refuse(response, status, body, headers));

      const error = await errorOf(ask({}));

      expect(error).toMatchObject({ name, message: `GetItem was refused: ${name}` });
      expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(canary);
    },
  );

  it('hands on the item that a condition failed on', async () => {
    const body = '{"__type":"ConditionalCheckFailedException","Item":{"pk":{"S":"a"}}}';
    const { ask } = await open((_request, response) => refuse(response, 400, body));

    expect(await errorOf(ask({}))).toMatchObject({ item: { pk: { S: 'a' } } });
  });

  it.each([
    ['cut short', `{"Item":"${canary}`],
    ['no JSON', `<${canary}>`],
    ['no object', `"${canary}"`],
    ['null', 'null'],
  ])('does not take an answer that is %s for one, nor quote it', async (_what, body) => {
    const { ask } = await open((_request, response) => void response.end(body));

    const error = await errorOf(ask({}));

    expect(error).toMatchObject({ name: 'SyntaxError' });
    expect(`${error.stack} ${String(error.cause)}`).not.toContain(canary);
  });

  const passing: [what: string, fail: (response: ServerResponse) => void][] = [
    ['is down', (response) => refuse(response, 500, '{"__type":"InternalServerError"}')],
    ['is down behind a gateway', (response) => refuse(response, 503, '<html>')],
    ['hangs up', (response) => void response.destroy()],
  ];
  it.each(passing)('tries again when the service %s, and not for ever', async (_what, fail) => {
    const { ask, requests } = await open(
      (_request, response) => (requests.length < 3 ? fail(response) : void response.end('{"a":1}')),
      { maxAttempts: 3 },
    );
    await expect(ask({})).resolves.toEqual({ a: 1 });

    const hopeless = await open((_request, response) => fail(response), { maxAttempts: 2 });
    await expect(hopeless.ask({})).rejects.toBeInstanceOf(Error);

    expect([requests.length, hopeless.requests.length]).toEqual([3, 2]);
  });

  it('tries again when it is throttled, and at once gives up what is refused for good', async () => {
    const throttle = '{"__type":"ProvisionedThroughputExceededException"}';
    const { ask, requests } = await open(
      (_request, response) =>
        requests.length < 2 ? refuse(response, 400, throttle) : void response.end('{"a":1}'),
      { maxAttempts: 2 },
    );
    const denied = await open(
      (_request, response) => refuse(response, 400, '{"__type":"AccessDeniedException"}'),
      { maxAttempts: 2 },
    );

    await expect(ask({})).resolves.toEqual({ a: 1 });
    await expect(denied.ask({})).rejects.toMatchObject({ name: 'AccessDeniedException' });

    expect([requests.length, denied.requests.length]).toEqual([2, 1]);
  });

  const silent: [what: string, answer: Answer][] = [
    ['never answers', () => undefined],
    ['stalls inside its answer', (_request, response) => void response.writeHead(200).write('{')],
    [
      'goes on answering',
      (_request, response) => {
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ];
  it.each(silent)('gives an attempt up when the service %s', async (_what, answer) => {
    const { ask, requests } = await open(answer, { maxAttempts: 2, limits: { ...limits, timeoutMs: 100 } });

    await expect(ask({})).rejects.toMatchObject({ name: 'TimeoutError' });

    expect(requests).toHaveLength(2);
  });

  it('waits no longer than it may for a connection that is being made', async () => {
    const { ask, requests } = await open(() => undefined, {
      limits: { ...limits, connectionTimeoutMs: 50 },
    });
    jest.spyOn(Socket.prototype, 'connect').mockImplementation(function connect(this: Socket) {
      return Object.assign(this, { connecting: true });
    });

    await expect(ask({})).rejects.toMatchObject({ name: 'TimeoutError', message: 'no connection in time' });

    expect(requests).toEqual([]);
  });

  it('has calls wait for one another where connections are few', async () => {
    let underWay = 0;
    let most = 0;
    const { ask } = await open(
      (_request, response) => {
        most = Math.max(most, (underWay += 1));
        setTimeout(() => {
          underWay -= 1;
          response.end('{}');
        }, 20);
      },
      { limits: { ...limits, connectionTimeoutMs: 10, maxSockets: 2 } },
    );

    await expect(Promise.all([1, 2, 3, 4, 5].map(() => ask({})))).resolves.toHaveLength(5);

    expect(most).toBe(2);
  });

  it('ends with the reason of its signal, on its way and between attempts', async () => {
    const reason = new Error('the time is over');
    const onItsWay = new AbortController();
    const { ask } = await open(() => onItsWay.abort(reason), { maxAttempts: 3 });
    await expect(ask({}, { abortSignal: onItsWay.signal })).rejects.toBe(reason);

    const between = new AbortController();
    const failing = await open(
      (_request, response) => {
        refuse(response, 500, '{}');
        between.abort(reason);
      },
      { maxAttempts: 3 },
    );
    await expect(failing.ask({}, { abortSignal: between.signal })).rejects.toBeInstanceOf(Error);

    expect(failing.requests).toHaveLength(1);
  });

  it('tells the date of each answer to the attempt that it belongs to, of a refusal too', async () => {
    const { ask, requests } = await open(
      (_request, response) => {
        response.setHeader('date', `answer ${requests.length}`);
        if (requests.length === 1) refuse(response, 500, '{}');
        else response.end('{}');
      },
      { maxAttempts: 2 },
    );
    const told: string[] = [];
    let sent = 0;

    await ask(
      {},
      {
        onSend() {
          const attempt = (sent += 1);
          return (date) => void told.push(`${attempt}: ${date}`);
        },
      },
    );

    expect(told).toEqual(['1: answer 1', '2: answer 2']);
  });

  it('signs with the time of the service where the local clock is wrong', async () => {
    const hourMs = 3_600_000;
    const { ask, requests } = await open(
      ({ headers }, response) => {
        const [, ...parts] = /^(....)(..)(..T..)(..)(..Z)$/.exec(String(headers['x-amz-date'])) ?? [];
        const [year, month, day, minutes, seconds] = parts;
        const signedAtMs = Date.parse(`${year}-${month}-${day}:${minutes}:${seconds}`);
        const serverMs = Date.now() + hourMs;
        response.setHeader('date', new Date(serverMs).toUTCString());
        if (serverMs - signedAtMs < 60_000) response.end('{"a":1}');
        else refuse(response, 400, '{"__type":"InvalidSignatureException"}');
      },
      { maxAttempts: 2 },
    );

    await expect(ask({})).resolves.toEqual({ a: 1 });
    await expect(ask({})).resolves.toEqual({ a: 1 });

    expect(requests).toHaveLength(3);
  });

  it('does not try a signature again that is refused for another reason than the time', async () => {
    const { ask, requests } = await open(
      (_request, response) => refuse(response, 400, '{"__type":"InvalidSignatureException"}'),
      { maxAttempts: 2 },
    );

    await expect(ask({})).rejects.toMatchObject({ name: 'InvalidSignatureException' });

    expect(requests).toHaveLength(1);
  });

  it('says which variable of the environment is missing, and asks nobody', async () => {
    const access = accessFromEnvironment(() => ({ AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKID' }));
    const { ask, requests } = await open((_request, response) => void response.end('{}'), { access });

    const error = await errorOf(ask({}));

    expect(error).toBeInstanceOf(AwsAccessError);
    expect(error.message).toBe('AWS_SECRET_ACCESS_KEY is not set');
    expect(requests).toEqual([]);
  });
});
