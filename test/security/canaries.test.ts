import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bundle } from '../../infra/build/bundle.ts';
import { type AwsStandIn, startAwsStandIn } from '../support/aws/aws-stand-in.ts';
import { toFunctionUrlEvent, toHttpApiEvent, toSqsEvent } from '../support/lambda-events.ts';
import { type Sandbox, startSandbox } from '../support/lambda-sandbox.ts';
import { type Loopback, startLoopback } from '../support/loopback.ts';

/** None of these may be read in a log line, a metric or an error, whatever happens. */
const secret = {
  token: 'CANARY-management-token',
  hec: 'CANARY-collector-token',
  hashKey: 'CANARY-hash-key',
};
const personal = {
  user: 'CANARY-user-name',
  session: 'CANARYsession00000000000000000000',
  metadata: 'CANARY-session-metadata',
  body: 'CANARY-in-a-body',
};
const quotes = JSON.stringify({ error: Object.values(secret).join(' '), ...personal });

const entryOf = (name: 'enrich' | 'on-demand') =>
  fileURLToPath(new URL(`../../functions/${name}/handler.ts`, import.meta.url));
let folder: string;
let aws: AwsStandIn;
let auth0: Loopback;
let collector: Loopback;
let sandbox: Sandbox;
let onDemand: Sandbox;
let start: (name?: 'enrich' | 'on-demand', preload?: readonly string[]) => Promise<Sandbox>;
/** How Auth0 and the collector answer from now on. */
let auth0Status = 200;
let collectorStatus = 200;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'canaries-'));
  const files = {
    enrich: (await bundle({ entry: entryOf('enrich'), outdir: path.join(folder, 'enrich') })).file,
    'on-demand': (await bundle({ entry: entryOf('on-demand'), outdir: path.join(folder, 'on-demand') })).file,
  };
  aws = await startAwsStandIn();
  auth0 = await startLoopback((_request, response) => {
    const body =
      auth0Status === 200
        ? JSON.stringify({ id: personal.session, session_metadata: { note: personal.metadata } })
        : quotes;
    response
      .writeHead(auth0Status, { 'content-type': 'application/json', 'x-canary': secret.token })
      .end(body);
  });
  collector = await startLoopback((_request, response) => {
    response.writeHead(collectorStatus).end(collectorStatus === 200 ? '{"code":0}' : quotes);
  });
  aws.secrets.create('token', secret.token);
  aws.secrets.create('hec', secret.hec);
  aws.secrets.create('key', secret.hashKey);
  const env = {
    ...aws.env,
    TENANT: 'acme',
    AUTH0_DOMAIN: 'example-tenant.eu.auth0.com',
    AUTH0_BASE_URL: auth0.url,
    TOKEN_SECRET_ID: 'token',
    PRIVACY: '{"fields":{"client_name":"hash"}}',
    PRIVACY_KEY_SECRET_ID: 'key',
    BUDGET: '{"ratePerSecond":100,"burst":100,"reserve":0}',
    CACHE_TTL_SECONDS: '0',
    MAX_DELAY_SECONDS: '1',
    DESTINATIONS: JSON.stringify([{ type: 'https', url: collector.url, kind: 'hec', secretId: 'hec' }]),
  };
  start = (name = 'enrich', preload = []) =>
    startSandbox({ bundle: files[name], timeoutMs: 25_000, env, preload });
  sandbox = await start();
  onDemand = await start('on-demand');
});
afterAll(async () => {
  await Promise.all([sandbox.stop(), onDemand.stop()]);
  await Promise.all([aws.close(), auth0.close(), collector.close()]);
  await rm(folder, { recursive: true });
});

let count = 0;
const toElement = () =>
  JSON.stringify({
    log_id: `L${(count += 1)}`,
    data: {
      type: 's',
      date: new Date().toISOString(),
      user_name: personal.user,
      client_name: 'Portal',
      details: { session_id: personal.session },
    },
  });

const everything = [...Object.values(secret), ...Object.values(personal)];
const found = (text: string, canaries: readonly string[]) =>
  canaries.filter((canary) => text.includes(canary));

/** What the sandbox logs while `run` runs. */
async function logsOf(running: Sandbox, run: () => Promise<unknown>): Promise<string> {
  const before = running.logs.length;
  await run();
  return running.logs.slice(before);
}

beforeEach(() => {
  auth0Status = 200;
  collectorStatus = 200;
});
afterEach(() => aws.clearFaults());

describe('the enricher', () => {
  it.each([200, 404, 401, 403, 429, 500, 302])('logs no canary when Auth0 answers %i', async (status) => {
    auth0Status = status;
    let answer: unknown;

    const logs = await logsOf(sandbox, async () => {
      answer = await sandbox.invoke(toSqsEvent([toElement(), `{"${personal.body}`, toElement()]));
    });

    expect(answer).toMatchObject({ ok: true });
    expect(logs).toContain('"message":"batch"');
    expect(logs).toContain('messages that are no events');
    expect(found(JSON.stringify(answer) + sandbox.logs, everything)).toEqual([]);
  });

  it('logs no canary when the collector refuses with one', async () => {
    collectorStatus = 400;
    let answer: unknown;

    const logs = await logsOf(sandbox, async () => {
      answer = await sandbox.invoke(toSqsEvent([toElement()]));
    });

    expect(answer).toMatchObject({ ok: true });
    expect(logs).toContain('records not delivered');
    expect(found(JSON.stringify(answer) + sandbox.logs, everything)).toEqual([]);
  });

  it('logs no canary when a secret cannot be read', async () => {
    aws.inject({ on: 'secretsmanager', fault: { kind: 'truncated' } });
    auth0Status = 401;

    const logs = await logsOf(sandbox, () => sandbox.invoke(toSqsEvent([toElement()])));

    expect(logs).toContain('"message":"batch"');
    expect(found(sandbox.logs, everything)).toEqual([]);
  });

  it.each<[what: string, event: unknown]>([
    ['is none of its own', { [personal.body]: quotes }],
    ['is text', quotes],
    ['is null', null],
    ['looks like a batch', { Records: [{ body: personal.body }] }],
    ['looks like a request', { requestContext: quotes }],
  ])('fails for an event that %s, and says nothing of it', async (_what, event) => {
    for (const one of [sandbox, onDemand]) {
      const { ok, errorType, body } = await one.invoke(event);

      expect({ ok, errorType }).toEqual({ ok: false, errorType: 'TypeError' });
      expect(found(JSON.stringify(body) + one.logs, everything)).toEqual([]);
    }
  });

  it('says of a fault its name and where it was, whatever its message quotes', async () => {
    // None of ours quotes anything; one of somebody else's may, here where a field is hashed, in lines like a stack's.
    const quoting = path.join(folder, 'quoting.cjs');
    await writeFile(
      quoting,
      `const crypto = require('node:crypto');
       const { createHmac } = crypto;
       crypto.createHmac = (algorithm, key) => {
         if (key !== '${secret.hashKey}') return createHmac(algorithm, key);
         throw new RangeError('${personal.user}\\n    at ${personal.session}\\n');
       };
       require('node:module').syncBuiltinESMExports();`,
    );
    const [faulty, faultyUrl] = await Promise.all([
      start('enrich', [quoting]),
      start('on-demand', [quoting]),
    ]);

    const batch = await faulty.invoke(toSqsEvent([toElement()]));
    const request = toFunctionUrlEvent({ method: 'POST', path: '/enrich', body: toElement() });
    const answer = await faultyUrl.invoke(request);
    await Promise.all([faulty.stop(), faultyUrl.stop()]);

    expect(batch.body).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
    expect(answer.body).toMatchObject({ statusCode: 500, body: '{"error":"internal error"}' });
    for (const { logs } of [faulty, faultyUrl]) {
      expect(logs).toMatch(/"message":"fault".*"error":"RangeError","stack":\["\s+at /);
    }
    expect(found(JSON.stringify([batch, answer]) + faulty.logs + faultyUrl.logs, everything)).toEqual([]);
  });

  it('answers on demand with records, and with no secret', async () => {
    const event = toFunctionUrlEvent({
      method: 'POST',
      path: '/enrich',
      body: `${toElement()}\n{"${personal.body}`,
    });

    const { body } = await onDemand.invoke(event);

    expect(body).toMatchObject({ statusCode: 200 });
    expect(found(JSON.stringify(body), [...Object.values(secret), personal.body, personal.metadata])).toEqual(
      [],
    );
    expect(found(onDemand.logs, everything)).toEqual([]);
  });

  it.each<[what: string, event: object]>([
    ['nobody', toFunctionUrlEvent({ path: `/sessions/${personal.session}` }, 'none')],
    [
      'headers that claim to be somebody',
      toFunctionUrlEvent(
        {
          path: `/sessions/${personal.session}`,
          headers: {
            'x-amzn-iam-user-arn': 'arn:aws:iam::1:root',
            authorization: 'AWS4-HMAC-SHA256 Credential=x',
          },
        },
        'none',
      ),
    ],
    ['an HTTP API without an authoriser', toHttpApiEvent({ method: 'POST', path: '/enrich', body: '{}' })],
  ])('answers no route on demand to %s', async (_what, event) => {
    const before = auth0.requests.length;

    const { body } = await onDemand.invoke(event);

    expect(body).toMatchObject({ statusCode: 403 });
    expect(auth0.requests).toHaveLength(before);
    expect(found(JSON.stringify(body), everything)).toEqual([]);
  });

  it('sends each secret to its own host alone', async () => {
    // Of its own: what the tests before it made the enricher think of Auth0 is none of this one's.
    const fresh = await start();
    await fresh.invoke(toSqsEvent([toElement()]));
    await fresh.stop();
    const seenBy = (host: Loopback) => new Set(host.requests.map(({ headers }) => headers.authorization));

    expect(seenBy(auth0)).toEqual(new Set([`Bearer ${secret.token}`]));
    expect(seenBy(collector)).toEqual(new Set([`Splunk ${secret.hec}`]));
  });
});
