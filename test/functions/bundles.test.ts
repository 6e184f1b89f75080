import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { type Auth0Simulator, createAuth0Simulator } from '../../functions/local/auth0-simulator.ts';
import { listen, type LoopbackServer } from '../../functions/local/listen.ts';
import { type Bundle, bundle, type FunctionName, functionNames } from '../../infra/build/bundle.ts';
import { type AwsStandIn, startAwsStandIn } from '../support/aws/aws-stand-in.ts';
import { type BucketsControl, createS3 } from '../support/aws/s3.ts';
import { toMmdb } from '../support/mmdb.ts';
import { toFunctionUrlEvent, toHttpApiEvent, toSqsEvent } from '../support/lambda-events.ts';
import type { InvocationResult } from '../support/lambda-runtime-api.ts';
import { type Sandbox, startSandbox } from '../support/lambda-sandbox.ts';

// The very modules that are deployed, in Lambda's own runtime interface client, against AWS's wire protocols and an
// Auth0 on loopback.

const functionsFolder = fileURLToPath(new URL('../../functions', import.meta.url));
const rotationFunctionArn = 'arn:aws:lambda:us-east-1:123456789012:function:rotate-token';
const webhookSecret = 'canary-webhook-secret-0123456789';
const clientSecret = 'canary-client-secret-0123456789';
const sessionId = 'canary-session-0123456789abcdefgh';

let folder: string;
let bundles: { readonly [name in FunctionName]: Bundle };
let aws: AwsStandIn;
let buckets: BucketsControl;
let auth0: Auth0Simulator;
let server: LoopbackServer;
let token: string;
let queueUrl: string;
let deadLetterQueueUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bundles-'));
  const built = functionNames.map(async (name) => {
    const entry = path.join(functionsFolder, name, 'handler.ts');
    return [name, await bundle({ entry, outdir: path.join(folder, name) })] as const;
  });
  bundles = Object.fromEntries(await Promise.all(built)) as typeof bundles;

  const s3 = createS3(Date.now);
  buckets = s3.control;
  aws = await startAwsStandIn({ endpoints: [s3.endpoint] });
  auth0 = createAuth0Simulator({
    domain: 'test.eu.auth0.com',
    sessions: [{ id: sessionId, user_id: 'auth0|1', device: { initial_asn: '64496', last_asn: '65550' } }],
    clients: [{ clientId: 'client', clientSecret, scopes: ['read:sessions'] }],
    rateLimit: { burst: 1_000, ratePerSecond: 1_000 },
  });
  server = await listen(auth0.app);
  token = auth0.issueToken();
  aws.secrets.create('management-token', token);
  aws.secrets.create('auth0-client', JSON.stringify({ client_id: 'client', client_secret: clientSecret }));
  aws.secrets.create('webhook', webhookSecret);
  aws.streams.create('records');
  queueUrl = aws.queues.create('log-events');
  deadLetterQueueUrl = aws.queues.create('dead-letters');
});
afterAll(async () => {
  await server.close();
  await aws.close();
  await rm(folder, { recursive: true });
});
afterEach(() => aws.clearFaults());

const start = (name: FunctionName, env: { readonly [name: string]: string }) =>
  startSandbox({ bundle: bundles[name].file, env: { ...aws.env, TENANT: 'test', ...env } });

const toEvent = (logId: string) =>
  JSON.stringify({
    log_id: logId,
    data: {
      type: 's',
      date: '2026-01-01T00:00:00.000Z',
      user_id: 'auth0|1',
      details: { session_id: sessionId },
    },
  });

function toAnswer({ body }: InvocationResult): { statusCode: number; body: string } {
  return body as { statusCode: number; body: string };
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };

/** Of our own lines and of the metrics; what Lambda's client writes has none. */
function readVersions(logs: string): Set<unknown> {
  const lines = logs.split('\n').filter((line) => /"_aws"|"tenant"/.test(line));
  return new Set(lines.map((line) => (JSON.parse(line) as { readonly version?: unknown }).version));
}

describe('bundles', () => {
  it.each<[name: FunctionName, maxBytes: number]>([
    ['enrich', 600_000],
    ['receive', 120_000],
  ])('%s is within its size, %d bytes', (name, maxBytes) => {
    expect(bundles[name].bytes).toBeLessThanOrEqual(maxBytes);
  });

  // What every cold start reads and compiles. A package that not every event needs is imported where it is needed.
  it.each<[name: FunctionName, maxBytes: number]>([
    ['enrich', 400_000],
    ['receive', 120_000],
    ['rotate-token', 85_000],
  ])('%s imports at most %d bytes as it starts', (name, maxBytes) => {
    expect(bundles[name].startBytes).toBeLessThanOrEqual(maxBytes);
  });
});

describe('all of them, as they are imported', () => {
  it.each(functionNames)('%s calls AWS without a client of the SDK', (name) => {
    const clients = bundles[name].packages.filter(({ name: one }) => one.startsWith('@aws-sdk/client-'));

    expect(clients.filter(({ startBytes }) => startBytes > 0)).toEqual([]);
    // The idempotency utility takes no other one.
    expect(clients.map(({ name: one }) => one)).toEqual(
      name === 'enrich' ? ['@aws-sdk/client-dynamodb'] : [],
    );
  });
});

describe('enrich, as it is imported', () => {
  it('has nothing in it of what HTTP requests need', () => {
    expect(bundles.enrich.packages.map(({ name }) => name)).not.toContain('hono');
  });

  // What not every tenant has.
  it.each(['@aws-sdk/client-dynamodb', '@aws-lambda-powertools/idempotency', 'mmdb-lib'])(
    'starts without %s',
    (name) => {
      expect(bundles.enrich.packages.find((one) => one.name === name)).toMatchObject({ startBytes: 0 });
    },
  );
});

const enricherEnv = (destination: object = {}) => ({
  AUTH0_DOMAIN: 'test.eu.auth0.com',
  AUTH0_BASE_URL: server.url,
  TOKEN_SECRET_ID: 'management-token',
  QUEUE_URL: queueUrl,
  BUDGET: JSON.stringify({ ratePerSecond: 1_000, burst: 1_000, reserve: 0 }),
  DESTINATIONS: JSON.stringify([{ type: 'firehose', streamName: 'records', ...destination }]),
});

describe('on-demand, as it is deployed', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await start('on-demand', enricherEnv());
  });
  afterEach(() => aws.streams.empty('records'));
  afterAll(() => sandbox.stop());

  it('answers a function URL', async () => {
    const health = await sandbox.invoke(toFunctionUrlEvent({ path: '/health' }));
    const session = await sandbox.invoke(toFunctionUrlEvent({ path: `/sessions/${sessionId}` }));

    expect(toAnswer(health).statusCode).toBe(200);
    expect(toAnswer(session).statusCode).toBe(200);
    expect(JSON.parse(toAnswer(session).body)).toMatchObject({ session: { id: sessionId } });
  });

  it('enriches on demand and emits nothing', async () => {
    const request = { method: 'POST', path: '/enrich', body: toEvent('on-demand') };
    const result = await sandbox.invoke(toFunctionUrlEvent(request));

    expect(toAnswer(result).statusCode).toBe(200);
    expect(toAnswer(result).body).toContain('on-demand');
    expect(aws.streams.records('records')).toEqual([]);
  });

  it('emits when it is asked to', async () => {
    const request = { method: 'POST', path: '/enrich', query: 'emit=true', body: toEvent('emitted') };
    const result = await sandbox.invoke(toFunctionUrlEvent(request));

    expect(JSON.parse(toAnswer(result).body)).toMatchObject({ failures: [], handedOver: [] });
    expect(aws.streams.lines('records')).toHaveLength(1);
  });
});

describe('enrich, as it is deployed, with a retry queue', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    const retryQueueUrl = aws.queues.create('retry-firehose');
    sandbox = await start('enrich', enricherEnv({ retryQueueUrl }));
  });
  afterEach(() => aws.streams.empty('records'));
  afterAll(() => sandbox.stop());

  it('hands over what the destination refuses, and delivers the same bytes when it is back', async () => {
    const fails = (_index: number, entry: unknown) => String(entry).includes('undeliverable');
    aws.inject({ on: 'firehose', fault: { kind: 'partial', fails, code: 'ServiceUnavailableException' } });
    const { body } = await sandbox.invoke(toSqsEvent(['one', 'undeliverable'].map(toEvent)));

    expect(body).toEqual({ batchItemFailures: [] });
    const [waiting] = aws.queues.messages('retry-firehose');
    expect(JSON.parse(waiting?.body ?? '')).toMatchObject({ metadata: { uid: 'undeliverable' } });

    const messageAttributes = Object.fromEntries(
      Object.entries(waiting?.attributes ?? {}).map(([name, { StringValue = '' }]) => [
        name,
        { stringValue: StringValue, dataType: 'String' as const },
      ]),
    );
    const [record] = toSqsEvent([waiting?.body ?? '']).Records;
    const retry = { ...record!, messageAttributes, eventSourceARN: 'arn:aws:sqs:us-east-1:1:retry-firehose' };
    const still = await sandbox.invoke({ Records: [retry] });
    expect(still.body).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(sandbox.logs).toContain('"RetryAge"');

    aws.clearFaults();
    const again = await sandbox.invoke({ Records: [retry] });

    expect(again.body).toEqual({ batchItemFailures: [] });
    expect(aws.streams.lines('records').at(-1)).toBe(waiting?.body);
  });
});

describe('enrich, as it is deployed, with databases of networks', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    const file = path.join(folder, 'countries.mmdb');
    await writeFile(file, toMmdb({ '192.0.2.0/24': { country_code: 'NL' } }));
    buckets.create('networks');
    buckets.put('networks', 'asn.mmdb', toMmdb({ '192.0.2.0/24': { asn: 'AS64496', as_name: 'Example' } }));
    const databases = ['s3://networks/asn.mmdb', file, 's3://networks/gone.mmdb'];
    sandbox = await start('enrich', { ...enricherEnv(), NETWORK_DATABASES: JSON.stringify(databases) });
  });
  afterAll(() => sandbox.stop());
  afterEach(() => aws.streams.empty('records'));

  it('says whose network an address is of, and which database it cannot read', async () => {
    const event = JSON.stringify({ log_id: 'network', data: { type: 's', ip: '192.0.2.7' } });
    await sandbox.invoke(toSqsEvent([event]));

    const lines = aws.streams.lines('records').map((line) => JSON.parse(line) as unknown);
    expect(lines).toMatchObject([
      {
        src_endpoint: {
          autonomous_system: { number: 64_496, name: 'Example' },
          location: { country: 'NL' },
        },
      },
    ]);
    expect(sandbox.logs).toContain('"database":"s3://networks/gone.mmdb","code":"NoSuchKey"');
  });
});

describe('enrich, as it is deployed', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await start('enrich', enricherEnv());
  });
  afterEach(() => aws.streams.empty('records'));
  afterAll(() => sandbox.stop());

  it('sends back exactly the message whose record could not be delivered', async () => {
    const fails = (_index: number, entry: unknown) => String(entry).includes('undeliverable');
    aws.inject({ on: 'firehose', fault: { kind: 'partial', fails, code: 'ServiceUnavailableException' } });

    const batch = toSqsEvent(['one', 'undeliverable', 'two'].map(toEvent));
    const { ok, body } = await sandbox.invoke(batch);

    expect(ok).toBe(true);
    expect(body).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    const lines = aws.streams.lines('records').map((line) => JSON.parse(line) as unknown);
    expect(lines).toMatchObject([{ metadata: { uid: 'one' } }, { metadata: { uid: 'two' } }]);

    const changes = aws.calls.filter(({ operation }) => operation === 'ChangeMessageVisibilityBatch');
    const change = changes.find(({ input }) => (input as { QueueUrl?: string }).QueueUrl === queueUrl);
    expect(change?.input).toMatchObject({
      QueueUrl: queueUrl,
      Entries: [{ ReceiptHandle: 'receipt-1', VisibilityTimeout: expect.any(Number) }],
    });
  });

  it('says its version beside every metric and in every line', async () => {
    await sandbox.invoke(toSqsEvent([toEvent('counted')]));

    expect(readVersions(sandbox.logs)).toEqual(new Set([version]));
  });

  it('keeps token and session ID out of its log', async () => {
    await sandbox.invoke(toSqsEvent([toEvent('logged')]));

    expect(sandbox.logs).toContain('"_aws"');
    expect(sandbox.logs).not.toContain(token);
    expect(sandbox.logs).not.toContain(sessionId);
  });
});

describe('enrich with deduplication, as it is deployed', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    aws.tables.create('ledger');
    sandbox = await start('enrich', {
      AUTH0_DOMAIN: 'test.eu.auth0.com',
      AUTH0_BASE_URL: server.url,
      TOKEN_SECRET_ID: 'management-token',
      BUDGET: JSON.stringify({ ratePerSecond: 1_000, burst: 1_000, reserve: 0 }),
      DEDUPLICATION_TABLE: 'ledger',
      DESTINATIONS: JSON.stringify([{ type: 'firehose', streamName: 'records' }]),
    });
    // What a first call to the table takes is not what these tests are about.
    await deliver('first call');
    aws.streams.empty('records');
  });
  afterEach(() => aws.streams.empty('records'));
  afterAll(() => sandbox.stop());

  const deliver = async (...logIds: string[]) => {
    const { body } = await sandbox.invoke(toSqsEvent(logIds.map(toEvent)));
    return body;
  };
  const uids = () =>
    aws.streams.lines('records').map((line) => {
      return (JSON.parse(line) as { metadata: { uid: string } }).metadata.uid;
    });

  it('delivers an event once, in whichever batch it comes again', async () => {
    const answers = [await deliver('first', 'second'), await deliver('second', 'third')];

    expect(uids()).toEqual(['first', 'second', 'third']);
    expect(answers).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
    expect(sandbox.logs).toContain('"DuplicatesDropped":1');
  });

  it('delivers an event again that was refused', async () => {
    aws.inject({
      on: 'firehose',
      fault: { kind: 'partial', fails: () => true, code: 'InvalidKMSResourceException' },
      times: 8,
    });
    const refusal = { batchItemFailures: [{ itemIdentifier: 'message-0' }] };
    const refused = await deliver('refused');
    aws.clearFaults();
    // As a queue does: where a busy machine's table did not answer in time, the mark stands until its invocation has ended.
    while (isDeepStrictEqual(await deliver('refused'), refusal)) await pause(500);

    expect(refused).toEqual(refusal);
    expect(uids()).toEqual(['refused']);
  });

  it('delivers, and says so, while the table is out of reach', async () => {
    aws.inject({ on: 'dynamodb', fault: { kind: 'denied' } });

    expect(await deliver('unmarked')).toEqual({ batchItemFailures: [] });

    expect(uids()).toEqual(['unmarked']);
    expect(sandbox.logs).toContain('"DeduplicationFailures":2');
    expect(sandbox.logs).toContain('AccessDeniedException');
  });
});

describe('enrich with a session ledger', () => {
  afterEach(() => aws.streams.empty('records'));

  it('asks its table while it initialises, so that no event waits for the connection', async () => {
    aws.tables.create('session-ledger', 'pk');
    aws.secrets.create('ledger-key', 'canary-ledger-key-0123456789');
    const ledger = { LEDGER_TABLE: 'session-ledger', LEDGER_KEY_SECRET_ID: 'ledger-key' };
    const toCalls = () =>
      aws.calls.filter(({ input }) => (input as { TableName?: string }).TableName === ledger.LEDGER_TABLE);

    const sandbox = await start('enrich', { ...enricherEnv(), ...ledger });
    try {
      // It does not wait for the answer.
      while (toCalls().length === 0) await pause(10);
      const asked = toCalls().map(({ operation }) => operation);
      const { ok } = await sandbox.invoke(toSqsEvent([toEvent('with a ledger')]));

      expect(asked).toEqual(['GetItem']);
      expect(ok).toBe(true);
      expect(aws.tables.items('session-ledger').length).toBeGreaterThan(0);
    } finally {
      await sandbox.stop();
    }
  }, 60_000);
});

describe('receive, as it is deployed', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await start('receive', {
      QUEUE_URL: queueUrl,
      DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl,
      WEBHOOK_SECRET_ID: 'webhook',
    });
  });
  afterAll(() => sandbox.stop());

  const deliver = async (authorization: string, logIds = ['received']) =>
    toAnswer(
      await sandbox.invoke(
        toHttpApiEvent({
          method: 'POST',
          path: '/log-events',
          headers: { authorization },
          body: logIds.map(toEvent).join('\n'),
        }),
      ),
    );

  it('takes events with the right secret and has them in the queue when it answers', async () => {
    const answer = await deliver(webhookSecret, ['a', 'b']);

    expect(answer.statusCode).toBe(202);
    expect(JSON.parse(answer.body)).toMatchObject({ accepted: 2 });
    expect(aws.queues.messages('log-events').map(({ body }) => body)).toEqual(['a', 'b'].map(toEvent));
  });

  it('refuses a wrong secret', async () => {
    expect((await deliver('wrong')).statusCode).toBe(401);
  });

  it('answers 503 while the queue is down, so that Auth0 sends again', async () => {
    aws.inject({ on: 'sqs', fault: { kind: 'unavailable' } });

    expect((await deliver(webhookSecret)).statusCode).toBe(503);
  });

  it('says its version beside every metric and in every line, and no secret in any', async () => {
    aws.inject({ on: 'sqs', fault: { kind: 'unavailable' } });

    await deliver(webhookSecret);

    expect(readVersions(sandbox.logs)).toEqual(new Set([version]));
    expect(sandbox.logs).not.toContain(webhookSecret);
  });
});

describe('rotate-token, as it is deployed', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await start('rotate-token', {
      AUTH0_DOMAIN: 'test.eu.auth0.com',
      AUTH0_BASE_URL: server.url,
      CLIENT_SECRET_ID: 'auth0-client',
    });
  });
  afterAll(() => sandbox.stop());

  it('puts a new token that works into the secret', async () => {
    aws.secrets.setRotationFunction(rotationFunctionArn, async (event) => {
      const { ok, body } = await sandbox.invoke(event);
      if (!ok) throw new Error(JSON.stringify(body));
    });

    await aws.secrets.rotate('management-token', rotationFunctionArn);

    const rotated = aws.secrets.value('management-token') ?? '';
    expect(rotated).not.toBe(token);
    expect(aws.secrets.value('management-token', 'AWSPREVIOUS')).toBe(token);
    expect(sandbox.logs).not.toContain(clientSecret);
  });
});
