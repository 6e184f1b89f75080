import { createHash, createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { AwsAccessError, accessFromEnvironment } from '../../../functions/aws/aws-access.ts';
import { type AwsCalls, type AwsClientOptions, createAwsClient } from '../../../functions/aws/aws-client.ts';
import { dynamoDb, sqs } from '../../../functions/aws/aws-service.ts';
import type { AwsServiceError } from '../../../functions/aws/service-error.ts';
import { toClientOptions } from '../../support/aws/aws-stand-in.ts';
import { startLoopback } from '../../support/loopback.ts';
import { visitUntrustedHost } from '../../support/untrusted-host.ts';

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
    ['behind an address of the body', 400, '{"__type":"a#b:c"}', {}, 'b'],
    [
      'twice in a header',
      400,
      '{}',
      { 'x-amzn-errortype': ['ThrottlingException', 'ThrottlingException'] },
      'ThrottlingException',
    ],
    ['in the body before the header', 400, '{"__type":"A"}', { 'x-amzn-errortype': 'B' }, 'A'],
    [
      'as SQS had it before it spoke JSON',
      400,
      '{"Code":"AWS.SimpleQueueService.BatchRequestTooLong"}',
      {},
      'BatchRequestTooLong',
    ],
    [
      'as SQS had it, by another name',
      400,
      '{"__type":"AWS.SimpleQueueService.NonExistentQueue"}',
      {},
      'QueueDoesNotExist',
    ],
    ['of a redirection', 301, '{"a":1}', { location: 'http://127.0.0.1/' }, 'HTTP 301'],
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

    const error = (await errorOf(ask({}))) as AwsServiceError;

    expect(error.item).toEqual({ pk: { S: 'a' } });
    expect(JSON.stringify(error)).not.toContain('pk');
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

  it('ends at once when it is answered by another protocol', async () => {
    const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n';
    const { ask } = await open((_request, response) => void response.socket?.write(upgrade));

    expect(await errorOf(ask({}))).toMatchObject({
      name: 'TimeoutError',
      message: 'the connection has ended',
    });
  });

  it('tells connections that have ended by the name of silence', async () => {
    const { ask } = await open((_request, response) => void response.destroy());

    expect(await errorOf(ask({}))).toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET' });
  });

  it('tries again when its signature has grown old on the way, and quotes nothing of the reason', async () => {
    const body = `{"__type":"InvalidSignatureException","message":"Signature expired: ${canary}"}`;
    const { ask, requests } = await open(
      (_request, response) =>
        requests.length < 2 ? refuse(response, 400, body) : void response.end('{"a":1}'),
      { maxAttempts: 2 },
    );
    const hopeless = await open((_request, response) => refuse(response, 400, body));

    await expect(ask({})).resolves.toEqual({ a: 1 });
    const error = await errorOf(hopeless.ask({}));
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(canary);
  });

  it('has no attempts left after many failures, and again after as many answers', async () => {
    let isDown = true;
    const { ask, requests } = await open(
      (_request, response) => (isDown ? refuse(response, 500, '{}') : void response.end('{}')),
      { maxAttempts: 2 },
    );
    jest.spyOn(Math, 'random').mockReturnValue(0);
    const attemptsOf = async () => {
      const before = requests.length;
      await ask({}).catch(() => undefined);
      return requests.length - before;
    };
    while ((await attemptsOf()) === 2);

    expect(await attemptsOf()).toBe(1);
    isDown = false;
    for (let count = 0; count < 20; count += 1) await ask({});
    isDown = true;
    expect(await attemptsOf()).toBe(2);
  });

  it('keeps its connections from one call to the next, until it is destroyed', async () => {
    const sockets = new Set<unknown>();
    const loopback = await startLoopback((_request, response) => {
      sockets.add(response.socket);
      response.end('{}');
    });
    const client = createAwsClient<Calls>(dynamoDb, {
      ...toClientOptions(loopback.url),
      maxAttempts: 1,
      limits,
    });
    opened.push(() => loopback.close());

    for (let count = 0; count < 3; count += 1) await client.call('GetItem', {});
    const closed = [...sockets].map(
      (socket) => new Promise((resolve) => (socket as Socket).once('close', resolve)),
    );
    const startedAtMs = performance.now();
    client.destroy();
    await Promise.all(closed);

    expect(sockets.size).toBe(1);
    // The service itself would have closed it after five seconds.
    expect(performance.now() - startedAtMs).toBeLessThan(3_000);
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

  it('lets no connection be taken by a call that was answered before it was read', async () => {
    // Answers at once, and reads nothing.
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
      socket.on('error', () => undefined);
      sockets.push(socket);
    });
    const sockets: Socket[] = [];
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = createAwsClient<Calls>(dynamoDb, {
      ...toClientOptions(url),
      maxAttempts: 1,
      limits: { ...limits, maxSockets: 1 },
    });
    opened.push(
      () => client.destroy(),
      () => sockets.forEach((socket) => socket.destroy()),
      () => new Promise((resolve) => server.close(resolve)),
    );

    await expect(client.call('GetItem', { text: 'x'.repeat(20_000_000) })).resolves.toEqual({});
    await expect(client.call('GetItem', {})).resolves.toEqual({});
  });

  // By its name one would wait for a second.
  const reason = Object.assign(new Error('the time is over'), { name: 'ThrottlingException' });
  const endings: [when: string, answer: Answer][] = [
    ['is on its way', () => undefined],
    [
      'pauses before another attempt',
      (_request, response) => refuse(response, 400, '{"__type":"ThrottlingException"}'),
    ],
  ];
  it.each(endings)('ends with the reason of its signal while it %s', async (_when, answer) => {
    jest.spyOn(Math, 'random').mockReturnValue(0.99);
    const { ask, requests } = await open(answer, { maxAttempts: 3 });
    const control = new AbortController();
    const startedAtMs = performance.now();
    setTimeout(() => control.abort(reason), 100);

    await expect(ask({}, { abortSignal: control.signal })).rejects.toBe(reason);

    expect(performance.now() - startedAtMs).toBeLessThan(900);
    expect(requests).toHaveLength(1);
  });

  it('ends with the reason of its signal while it waits for a connection', async () => {
    const { ask, requests } = await open(() => undefined, { limits: { ...limits, maxSockets: 1 } });
    void ask({}, { abortSignal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    const control = new AbortController();
    setTimeout(() => control.abort(reason), 50);

    await expect(ask({}, { abortSignal: control.signal })).rejects.toBe(reason);

    expect(requests).toHaveLength(1);
  });

  it('asks nobody with a signal that has ended before', async () => {
    const { ask, requests } = await open((_request, response) => void response.end('{}'), { maxAttempts: 2 });

    await expect(ask({}, { abortSignal: AbortSignal.abort(reason) })).rejects.toBe(reason);

    expect(requests).toEqual([]);
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

    const first = await Promise.all([1, 2, 3].map(() => ask({})));
    await ask({});

    expect(first).toEqual([{ a: 1 }, { a: 1 }, { a: 1 }]);
    // Each of them once more, and none after them.
    expect(requests).toHaveLength(7);
  });

  it.each([-3_600_000, 241_500, 299_500])('does so when the service is %i ms ahead', async (aheadMs) => {
    const { ask, requests } = await open(
      (_request, response) => {
        response.setHeader('date', new Date(Date.now() + aheadMs).toUTCString());
        if (requests.length > 1) response.end('{}');
        else refuse(response, 403, '{"__type":"SignatureDoesNotMatch"}');
      },
      { maxAttempts: 2 },
    );

    await expect(ask({})).resolves.toEqual({});
  });

  it('does not try again what is refused for another reason, however late the service is', async () => {
    const { ask, requests } = await open(
      (_request, response) => {
        response.setHeader('date', new Date(0).toUTCString());
        refuse(response, 400, '{"__type":"ValidationException"}');
      },
      { maxAttempts: 2 },
    );

    await expect(ask({})).rejects.toMatchObject({ name: 'ValidationException' });

    expect(requests).toHaveLength(1);
  });

  it('does not try a signature again that is refused for another reason than the time', async () => {
    const { ask, requests } = await open(
      (_request, response) => refuse(response, 400, '{"__type":"InvalidSignatureException"}'),
      { maxAttempts: 2 },
    );

    await expect(ask({})).rejects.toMatchObject({ name: 'InvalidSignatureException' });

    expect(requests).toHaveLength(1);
  });

  it('reads characters that come in two pieces', async () => {
    const bytes = Buffer.from('{"a":"é"}');
    const { ask } = await open((_request, response) => {
      response.write(bytes.subarray(0, 7));
      setTimeout(() => response.end(bytes.subarray(7)), 20);
    });

    await expect(ask({})).resolves.toEqual({ a: 'é' });
  });

  it('asks at the path and at the host of its endpoint, with a slash at the end', async () => {
    const { loopback } = await open((_request, response) => void response.end('{}'));
    const client = createAwsClient<Calls>(dynamoDb, {
      ...toClientOptions(`${loopback.url}/some/path`),
      maxAttempts: 1,
      limits,
    });

    await client.call('GetItem', {});
    client.destroy();

    expect(loopback.requests[0]).toMatchObject({
      path: '/some/path/',
      headers: { host: new URL(loopback.url).host },
    });
  });

  it('asks SQS at the host of the queue, unless it is told another', async () => {
    const [queue, told] = [
      await open((_request, response) => void response.end('{}')),
      await open((_request, response) => void response.end('{}')),
    ];
    const { access } = toClientOptions('');
    const input = { QueueUrl: `${queue.loopback.url}/000000000000/q` };

    for (const endpoint of [undefined, told.loopback.url]) {
      const client = createAwsClient<{
        readonly SendMessageBatch: { readonly input: object; readonly output: object };
      }>(sqs, { access, ...(endpoint && { endpoint }), maxAttempts: 1, limits });
      await client.call('SendMessageBatch', input);
      client.destroy();
    }

    expect(queue.requests.map(({ path }) => path)).toEqual(['/']);
    expect(told.requests.map(({ path }) => path)).toEqual(['/']);
  });

  it('speaks TLS, and to nobody whom it does not trust, whatever the environment says', async () => {
    const { printed, requests } = await visitUntrustedHost(new URL('visit-aws.ts', import.meta.url), '0');

    expect(printed).toEqual({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(requests).toBe(0);
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
