import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from '../../../infra/build/bundle.ts';
import { type AwsStandIn, startAwsStandIn } from '../../support/aws/aws-stand-in.ts';
import { type Sandbox, startSandbox } from '../../support/lambda-sandbox.ts';

const authorization = 'CANARY-authorization';
const element = (id: string) => JSON.stringify({ log_id: id, data: { type: 's', user_name: 'CANARY-user' } });

function toEvent(
  body: string | undefined,
  options: {
    authorization?: string;
    path?: string;
    method?: string;
    isBase64?: boolean;
    headers?: Record<string, string>;
  } = {},
) {
  const { path: rawPath = '/log-events', method = 'POST', isBase64 = false } = options;
  return {
    version: '2.0',
    routeKey: `${method} ${rawPath}`,
    rawPath,
    rawQueryString: '',
    headers: {
      authorization: options.authorization ?? authorization,
      'content-type': 'application/json',
      host: 'x.example.com',
      ...options.headers,
    },
    requestContext: {
      accountId: '111122223333',
      domainName: 'x.example.com',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'x' },
      requestId: 'r',
      stage: '$default',
    },
    ...(body !== undefined && { body: isBase64 ? Buffer.from(body).toString('base64') : body }),
    isBase64Encoded: isBase64,
  };
}

let outdir: string;
let aws: AwsStandIn;
let env: Record<string, string>;
let sandbox: Sandbox;
const extra: Sandbox[] = [];

const start = (more: Record<string, string> = {}, preload: string[] = []) =>
  startSandbox({ bundle: path.join(outdir, 'index.mjs'), env: { ...env, ...more }, preload });

/** One more beside `sandbox`, for one test. */
async function startMore(more: Record<string, string>, preload: string[] = []): Promise<Sandbox> {
  const started = await start(more, preload);
  extra.push(started);
  return started;
}

/** The answer as the HTTP API gets it, its body read as JSON where there is one. */
async function ask(event: unknown, target: Sandbox = sandbox) {
  const { statusCode, body } = (await target.invoke(event)).body as { statusCode: number; body: string };
  return { status: statusCode, answer: body === '' ? undefined : (JSON.parse(body) as unknown) };
}

beforeAll(async () => {
  outdir = await mkdtemp(path.join(tmpdir(), 'receive-'));
  const entry = fileURLToPath(new URL('../../../functions/receive/handler.ts', import.meta.url));
  [aws] = await Promise.all([startAwsStandIn(), bundle({ entry, outdir })]);
  aws.secrets.create('webhook', authorization);
  env = {
    ...aws.env,
    TENANT: 'acme',
    QUEUE_URL: aws.queues.create('events'),
    DEAD_LETTER_QUEUE_URL: aws.queues.create('dead-letters'),
    WEBHOOK_SECRET_ID: 'webhook',
  };
  sandbox = await start();
});
afterEach(async () => {
  await Promise.all(extra.splice(0).map((one) => one.stop()));
});
afterAll(async () => {
  await sandbox?.stop();
  await aws?.close();
  await rm(outdir, { recursive: true, force: true });
});

describe('handler', () => {
  it('stores the events of an HTTP API and of a function URL', async () => {
    const body = `${element('a')}\n${element('b')}\nnonsense`;
    const accepted = { accepted: 2, rejected: [{ position: 3, reason: 'not valid JSON' }] };
    const bodies = (queue: string) => aws.queues.messages(queue).map((message) => message.body);
    const before = { events: bodies('events').length, letters: bodies('dead-letters').length };

    expect(await ask(toEvent(body))).toEqual({ status: 202, answer: accepted });
    expect(await ask(toEvent(body, { isBase64: true }))).toEqual({ status: 202, answer: accepted });

    const stored = bodies('events').slice(before.events);
    expect(stored).toEqual([element('a'), element('b'), element('a'), element('b')]);
    expect(bodies('dead-letters').slice(before.letters)).toEqual(['nonsense', 'nonsense']);
  });

  it('refuses strangers, and what is empty', async () => {
    expect(await ask(toEvent(element('a'), { authorization: 'wrong' }))).toEqual({ status: 401 });
    expect(await ask(toEvent(undefined))).toMatchObject({ status: 400 });
    expect(await ask(toEvent(undefined, { path: '/health', method: 'GET' }))).toMatchObject({ status: 200 });
    expect(await ask(toEvent(undefined, { path: '/nothing', method: 'GET' }))).toMatchObject({ status: 404 });
  });

  it('takes the requests of a REST API as well, from the addresses that it tells', async () => {
    const near = await startMore({ ALLOWED_SOURCE_CIDRS: '["192.0.2.0/24"]' });
    const toRest = (sourceIp: string) => {
      const { headers, body, isBase64Encoded } = toEvent(element('r'));
      const multiValueHeaders = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, [value]]),
      );
      const requestContext = { identity: { sourceIp }, path: '/webhook/log-events', stage: 'webhook' };
      return {
        resource: '/log-events',
        path: '/log-events',
        httpMethod: 'POST',
        headers,
        multiValueHeaders,
        queryStringParameters: null,
        requestContext,
        body,
        isBase64Encoded,
      };
    };

    expect((await ask(toRest('192.0.2.1') as never, near)).status).toBe(202);
    expect((await ask(toRest('198.51.100.1') as never, near)).status).toBe(403);
  });

  it.each<[what: string, event: unknown]>([
    ['an SQS batch', { Records: [{ messageId: '1', body: element('a') }] }],
    [
      'an HTTP request in the older format',
      { httpMethod: 'POST', path: '/log-events', headers: {}, requestContext: {} },
    ],
    ['an EventBridge event', { 'detail-type': 'Auth0 log', detail: {} }],
  ])('fails for %s', async (_what, event) => {
    const result = await sandbox.invoke(event);

    expect(result).toMatchObject({ ok: false, errorType: 'TypeError' });
  });

  it('answers 503 while the queue is down, and counts it', async () => {
    const restore = aws.inject({ on: 'sqs', fault: { kind: 'denied' } });

    expect(await ask(toEvent(element('a')))).toEqual({ status: 503 });

    restore();
    expect(sandbox.logs).toContain('"code":"AccessDeniedException"');
    expect(sandbox.logs).toMatch(/"Faults":\[?1/);
  });

  it('logs numbers and codes alone', async () => {
    await ask(toEvent(element('a')));

    expect(sandbox.logs).toContain('"EventsAccepted"');
    expect(sandbox.logs).toContain('"tenant":"acme"');
    expect(sandbox.logs).not.toContain('CANARY');
  });

  it('says of an error its name alone, whatever its message quotes', async () => {
    // None of ours quotes anything; one of somebody else's may, here in the midst of a request.
    const quoting = path.join(outdir, 'quoting.cjs');
    await writeFile(
      quoting,
      `require('node:crypto').timingSafeEqual = () => { throw new RangeError('CANARY-authorization'); };
       require('node:module').syncBuiltinESMExports();`,
    );
    const faulty = await startMore({}, [quoting]);

    const answer = await ask(toEvent(element('a')), faulty);
    await faulty.stop();

    expect(answer).toEqual({ status: 503 });
    expect(faulty.logs).toContain('"error":"RangeError"');
    expect(faulty.logs).not.toContain('CANARY');
  });

  it('starts without its secret, answers 503, and finds it once it is there', async () => {
    const late = await startMore({ WEBHOOK_SECRET_ID: 'late' });
    const faulty = await ask(toEvent(element('a')), late);
    aws.secrets.create('late', authorization);

    let status = faulty.status;
    for (let attempt = 0; attempt < 60 && status === 503; attempt += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      status = (await ask(toEvent(element('a')), late)).status;
    }

    expect(faulty.status).toBe(503);
    expect(status).toBe(202);
  });

  it('does not start in a wrong environment, and names what is wrong', async () => {
    await expect(start({ QUEUE_URL: '', TENANT: '' })).rejects.toThrow(
      'wrong environment: TENANT: expected a name such as acme; QUEUE_URL: expected the URL of an SQS queue',
    );
  });

  it('lets only the given networks in, whatever a header claims', async () => {
    const [near, far] = await Promise.all([
      startMore({ ALLOWED_SOURCE_CIDRS: '["192.0.2.0/24"]' }),
      startMore({ ALLOWED_SOURCE_CIDRS: '["198.51.100.0/24"]' }),
    ]);
    const claiming = (address: string) => {
      const names = ['x-forwarded-for', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip'];
      const headers = Object.fromEntries(names.map((name) => [name, address]));
      return toEvent(element('c'), { headers: { ...headers, forwarded: `for=${address}` } });
    };

    expect((await ask(toEvent(element('c')), near)).status).toBe(202);
    expect((await ask(claiming('198.51.100.1'), near)).status).toBe(202);
    expect((await ask(toEvent(element('c')), far)).status).toBe(403);
    expect((await ask(claiming('198.51.100.1'), far)).status).toBe(403);
  });
});
