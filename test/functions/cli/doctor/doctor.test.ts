import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { commands } from '../../../../functions/cli/commands.ts';
import type { CheckResult } from '../../../../functions/cli/doctor/check-result.ts';
import { type Auth0Simulator, createAuth0Simulator } from '../../../../functions/local/auth0-simulator.ts';
import { type LoopbackServer, listen } from '../../../../functions/local/listen.ts';
import { createReceiveApp } from '../../../../functions/receive/app.ts';
import { lakeSources } from '../../../infra/lake-sources.ts';
import { useAwsStandIn } from '../../../support/cli/aws-environment.ts';
import { runCommand } from '../../../support/cli/run-command.ts';

const useAws = useAwsStandIn();
const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
let simulator: Auth0Simulator;
let auth0: LoopbackServer;
let webhook: LoopbackServer;
/** Those in infra/tenants are for users to delete. */
const examples = 'test/infra/example-tenants';
let tenant = '';
let count = 0;

beforeAll(async () => {
  const queue = { add: async () => [], setAside: async () => undefined };
  const app = createReceiveApp({
    loadAuthorizations: async () => ['secret'],
    queue,
    reportFault: () => undefined,
  });
  webhook = await listen(app);
});
afterAll(async () => {
  await webhook.close();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  await auth0?.close();
  // What is drained stays drained, however long a busy machine takes.
  simulator = createAuth0Simulator({ rateLimit: { burst: 50, ratePerSecond: 0 } });
  auth0 = await listen(simulator.app);
  tenant = `tenant-${(count += 1)}`;
  await deploy();
});
afterAll(() => auth0.close());

/** What a stack has once its operator has filled in the secrets. */
async function deploy(): Promise<void> {
  const aws = useAws();
  writeFileSync(
    path.join(folder, `${tenant}.json`),
    JSON.stringify({
      auth0: { domain: 'acme.eu.auth0.com', baseUrl: auth0.url, plan: 'enterprise' },
      ingress: { webhook: {} },
      destinations: [{ type: 'bucket' }],
      alarms: 'none',
    }),
  );
  for (const name of ['webhook-authorization', 'auth0-client', 'management-token']) {
    aws.secrets.create(`session-enricher/${tenant}/${name}`, 'REPLACE_ME');
  }
  storeSecret('webhook-authorization', 'canary-webhook');
  storeSecret('auth0-client', '{"client_id":"C1","client_secret":"canary-client"}');
  storeSecret('management-token', JSON.stringify({ access_token: simulator.issueToken() }));
  aws.queues.create(`session-enricher-${tenant}-log-events`);
  aws.queues.create(`session-enricher-${tenant}-dead-letters`);
  aws.queues.create(`session-enricher-${tenant}-look-ups`);
  aws.tables.create(`session-enricher-${tenant}-ledger`, 'pk');
  aws.secrets.create(`session-enricher/${tenant}/ledger-key`, 'canary-ledger-key');
  aws.streams.create(`session-enricher-${tenant}-records`);
  createRetryQueues('Bucket');
}

function createRetryQueues(destination: string): void {
  for (const kind of ['retry', 'retry-dead']) {
    useAws().queues.create(`session-enricher-${tenant}_${kind}_${destination}`);
  }
}

function storeSecret(name: string, value: string): void {
  useAws().secrets.put(`session-enricher/${tenant}/${name}`, value);
}

async function examine(...more: readonly string[]) {
  const args = [
    'doctor',
    tenant,
    '--tenants',
    folder,
    '--webhook-url',
    `${webhook.url}/log-events`,
    '--json',
  ];
  const { exitCode, stdout, stderr } = await runCommand(commands, [...args, ...more]);
  const results = stdout === '' ? [] : (JSON.parse(stdout) as CheckResult[]);
  return {
    exitCode,
    stderr,
    stdout,
    find: (check: string) => results.find((result) => result.check === check),
    results,
  };
}

describe('cli doctor', () => {
  it('finds all well, and shows no secret', async () => {
    const { exitCode, results, stdout } = await examine();

    expect(results.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(results.map(({ check }) => check)).toEqual([
      'tenant file',
      'AWS',
      'webhook secret',
      'ledger key',
      'Auth0 client',
      'token',
      'token scope',
      'Sessions API',
      'rate limit',
      'queue',
      'look-ups',
      'dead letters',
      'retry queues',
      'session ledger',
      'coverage',
      'delivery stream',
      'webhook',
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).not.toMatch(/canary|eyJ/);
  });

  it.each<[what: string, spoil: () => void, check: string, status: string, detail: RegExp]>([
    [
      'a placeholder',
      () => storeSecret('webhook-authorization', 'REPLACE_ME'),
      'webhook secret',
      'fail',
      /not usable/,
    ],
    [
      'half a client',
      () => storeSecret('auth0-client', '{"client_id":"C1"}'),
      'Auth0 client',
      'fail',
      /client_secret/,
    ],
    [
      'no token yet',
      () => storeSecret('management-token', 'REPLACE_ME by rotation'),
      'token',
      'fail',
      /not usable/,
    ],
    [
      'a token that has expired',
      () => storeSecret('management-token', simulator.issueToken({ lifetimeSeconds: -60 })),
      'token',
      'fail',
      /has expired/,
    ],
    [
      'a token that soon will',
      () => storeSecret('management-token', simulator.issueToken({ lifetimeSeconds: 600 })),
      'token',
      'warn',
      /expires in 0\.2 h/,
    ],
    [
      'a token without the scope',
      () => storeSecret('management-token', simulator.issueToken({ scopes: ['read:logs'] })),
      'token scope',
      'fail',
      /lacks read:sessions/,
    ],
    [
      'an opaque token',
      () => storeSecret('management-token', 'opaque-token'),
      'token',
      'warn',
      /does not tell when it expires/,
    ],
    [
      'a token of another tenant',
      () => simulator.forgetTokens(),
      'Sessions API',
      'fail',
      /refuses the token \(401\)/,
    ],
    ['a plan without sessions', () => void simulator.inject({ kind: 'plan' }), 'Sessions API', 'fail', /403/],
    [
      'an outage',
      () => void simulator.inject({ kind: 'html' }),
      'Sessions API',
      'fail',
      /unavailable \(http_502\)/,
    ],
    [
      'no table of the ledger',
      () => useAws().tables.remove(`session-enricher-${tenant}-ledger`),
      'session ledger',
      'fail',
      /there is none/,
    ],
    [
      'an empty key of the ledger',
      () => useAws().secrets.put(`session-enricher/${tenant}/ledger-key`, ' '),
      'ledger key',
      'fail',
      /not usable/,
    ],
    ['a spent budget', () => simulator.drain(50), 'Sessions API', 'warn', /429/],
    ['a budget nearly spent', () => simulator.drain(45), 'rate limit', 'warn', /4 of 50 requests left/],
    [
      'dead letters',
      () => useAws().queues.add(`session-enricher-${tenant}-dead-letters`, 'x'),
      'dead letters',
      'warn',
      /1 message/,
    ],
    [
      'records that wait',
      () => useAws().queues.add(`session-enricher-${tenant}_retry_Bucket`, 'x'),
      'retry queues',
      'warn',
      /^Bucket: 1 record waiting, 0 set aside$/,
    ],
    [
      'records that were set aside',
      () => useAws().queues.add(`session-enricher-${tenant}_retry-dead_Bucket`, 'x'),
      'retry queues',
      'warn',
      /^Bucket: 0 records waiting, 1 set aside$/,
    ],
  ])('says what to do about %s', async (_what, spoil, check, status, detail) => {
    spoil();

    const { exitCode, find } = await examine();

    const result = find(check);
    expect(result).toMatchObject({ status, detail: expect.stringMatching(detail) });
    expect(result?.fix).toEqual(expect.any(String));
    expect(exitCode).toBe(status === 'fail' || find('Sessions API')?.status === 'fail' ? 1 : 0);
  });

  it('estimates the coverage of what the ledger has gathered since it was made, or remembers', async () => {
    const name = `session-enricher-${tenant}-ledger`;
    useAws().tables.create(name, 'pk', Date.now() - 40 * 86_400_000);
    const client = new DynamoDBClient();
    for (const pk of ['1s.a', '1u.b']) {
      await client.send(new PutItemCommand({ TableName: name, Item: { pk: { S: pk } } }));
    }

    expect((await examine()).find('coverage')?.detail).toMatch(
      /^at most \S+ logins .*\(2 items of 30 days\): 80 %/,
    );
  });

  it('names what waits for a destination that has left the tenant file, and where it can go', async () => {
    createRetryQueues('Https-gone');
    createRetryQueues('Https-empty');
    useAws().queues.add(`session-enricher-${tenant}_retry_Https-gone`, 'x');
    useAws().queues.add(`session-enricher-${tenant}_retry-dead_Https-gone`, 'x');
    // Of a tenant whose name begins with this one's.
    useAws().queues.create(`session-enricher-${tenant}-two_retry_Https-other`);

    const { results } = await examine();

    expect(results.filter(({ check }) => check === 'retry queues')).toEqual([
      { check: 'retry queues', status: 'ok', detail: 'Bucket: 0 records waiting, 0 set aside' },
      {
        check: 'retry queues',
        status: 'warn',
        detail: 'Https-empty: 0 records waiting, 0 set aside, of no destination in the tenant file',
        fix: 'nothing is in them: delete both queues',
      },
      {
        check: 'retry queues',
        status: 'warn',
        detail: 'Https-gone: 1 record waiting, 1 set aside, of no destination in the tenant file',
        fix: `npm run --silent cli -- redrive ${tenant} --destination Https-gone --to-destination NAME --run sends them to another one; then delete both`,
      },
    ]);
  });

  it('looks at every part that the tenant file names', async () => {
    const source = `aws.partner/auth0.com/${tenant}/auth0.logs`;
    const busArn = `arn:aws:events:us-east-1:123456789012:event-bus/${tenant}`;
    writeFileSync(
      path.join(folder, `${tenant}.json`),
      JSON.stringify({
        auth0: {
          domain: 'acme.private.example',
          canonicalHost: true,
          baseUrl: auth0.url,
          plan: 'enterprise',
        },
        ingress: {
          webhook: { allowedSourceCidrs: ['192.0.2.0/24'] },
          eventBridge: { partnerEventSourceName: source },
        },
        privacy: { fields: { user_name: 'hash' } },
        networks: { databases: ['networks/none.mmdb'] },
        destinations: [
          { type: 'deliveryStream', arn: 'arn:aws:firehose:us-east-1:123456789012:deliverystream/siem' },
          { type: 'eventBus', arn: busArn },
          { type: 'https', name: 'siem', kind: 'hec', url: 'https://127.0.0.1:1/' },
          { type: 'https', name: 'lake', kind: 'ndjson', header: 'X-Key', url: 'https://127.0.0.1:1/lake' },
        ],
        alarms: 'none',
      }),
    );
    const aws = useAws();
    aws.buses.offer(source, 'PENDING');
    aws.buses.create(tenant);
    for (const id of ['Stream-siem', `Bus-${tenant}`, 'Https-siem']) createRetryQueues(id);
    aws.secrets.create(`session-enricher/${tenant}/privacy-key`, 'a-generated-key');
    aws.secrets.create(`session-enricher/${tenant}/destination-siem`, 'canary-token');
    aws.secrets.create(`session-enricher/${tenant}/destination-lake`, 'REPLACE_ME');

    const { results, stdout } = await examine();

    expect(results.map(({ check, status }) => `${status} ${check}`)).toEqual([
      'ok tenant file',
      'ok AWS',
      'ok webhook secret',
      'ok privacy key',
      'ok ledger key',
      'ok Auth0 client',
      'ok token',
      'ok token scope',
      'ok Sessions API',
      'ok rate limit',
      'ok queue',
      'ok look-ups',
      'ok dead letters',
      // None for the endpoint `lake`, and those of the bucket are of a file before.
      'fail retry queues',
      'warn retry queues',
      'ok retry queues',
      'ok retry queues',
      'ok retry queues',
      'ok session ledger',
      'ok coverage',
      'fail networks',
      'fail delivery stream',
      'ok event bus',
      'ok token of siem',
      'fail https siem',
      'fail token of lake',
      'fail event source',
      'warn allowed sources',
      'ok webhook',
    ]);
    expect(stdout).not.toContain('canary');
  });

  it('looks at the delivery stream of each class that goes into Security Lake', async () => {
    const file = path.join(folder, `${tenant}.json`);
    const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const destinations = [{ type: 'bucket' }, { type: 'securityLake', sources: lakeSources }];
    writeFileSync(file, JSON.stringify({ ...config, records: { ocsfVersion: '1.3.0' }, destinations }));
    useAws().streams.create(`session-enricher-${tenant}-lake-3002`);

    const { results } = await examine();

    expect(
      results.flatMap(({ check, status, detail }) =>
        check === 'delivery stream' ? [`${status} ${detail.split(' ')[0]}`] : [],
      ),
    ).toEqual([
      `ok session-enricher-${tenant}-records`,
      `ok session-enricher-${tenant}-lake-3002`,
      expect.stringMatching(`^fail session-enricher-${tenant}-lake-6003`),
    ]);
  });

  it('tells that the stack is not deployed', async () => {
    writeFileSync(
      path.join(folder, 'undeployed.json'),
      '{"auth0":{"domain":"acme.eu.auth0.com","plan":"enterprise"},"ingress":{"webhook":{}},"destinations":[{"type":"bucket"}],"alarms":"none"}',
    );

    const { exitCode, stdout } = await runCommand(commands, ['doctor', 'undeployed', '--tenants', folder]);

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^fail {2}queue +session-enricher-undeployed-log-events: there is none\n +→ check AWS_REGION, and deploy the stack: npx cdk deploy session-enricher-undeployed --outputs-file cdk-outputs\/undeployed\.json$/m,
    );
    expect(stdout).toMatch(/^fail {2}delivery stream +session-enricher-undeployed-records: there is none/m);
    expect(stdout).toMatch(/^warn {2}webhook +not tried: its URL is not known\n/m);
  });

  it('has a fix that helps where the stack renews the token, and where somebody else does', async () => {
    const own = `session-enricher/${tenant}/management-token`;
    storeSecret('management-token', 'REPLACE_ME by rotation');
    const renewed = await examine();
    const file = path.join(folder, `${tenant}.json`);
    const config = JSON.parse(readFileSync(file, 'utf8')) as { readonly auth0: object };
    const tokenSecretArn = `arn:aws:secretsmanager:us-east-1:123456789012:secret:${tenant}-token-AbCdEf`;
    writeFileSync(file, JSON.stringify({ ...config, auth0: { ...config.auth0, tokenSecretArn } }));
    const absent = await examine();

    expect(renewed.find('token')?.fix).toBe(
      `fill in the Auth0 client above, then aws secretsmanager rotate-secret --secret-id ${own}`,
    );
    expect(absent.find('token')).toMatchObject({
      detail: `${tokenSecretArn}: there is none`,
      fix: expect.stringMatching(/^the stack does not make it: create it, or correct auth0\.tokenSecretArn/),
    });
  });

  it('says what is missing for AWS once, and goes on without it', async () => {
    const region = process.env['AWS_REGION'];
    delete process.env['AWS_REGION'];
    // Nor may the profile of whoever runs this test have one.
    Object.assign(process.env, { AWS_CONFIG_FILE: '/nowhere', AWS_SHARED_CREDENTIALS_FILE: '/nowhere' });
    try {
      const { exitCode, find, results } = await examine();

      expect(exitCode).toBe(1);
      expect(find('AWS')).toEqual({
        check: 'AWS',
        status: 'fail',
        detail: 'no AWS Region is set: secrets, queues and destinations are not looked at',
        fix: 'set AWS_REGION, or AWS_PROFILE to a profile that has one',
      });
      expect(results.map(({ check }) => check)).toEqual(['tenant file', 'AWS', 'webhook']);
    } finally {
      process.env['AWS_REGION'] = region;
      delete process.env['AWS_CONFIG_FILE'];
      delete process.env['AWS_SHARED_CREDENTIALS_FILE'];
    }
  });

  it.each<[status: string]>([['CREATING'], ['DELETING']])(
    'tells a delivery stream that is %s',
    async (status) => {
      useAws().streams.setStatus(`session-enricher-${tenant}-records`, status);

      expect((await examine()).find('delivery stream')).toMatchObject({
        status: 'fail',
        detail: `session-enricher-${tenant}-records is ${status}`,
      });
    },
  );

  it('takes the URL of the webhook from what cdk deploy has written', async () => {
    const file = path.join(folder, 'outputs.json');
    writeFileSync(
      file,
      JSON.stringify({ [`session-enricher-${tenant}`]: { WebhookUrl: `${webhook.url}/log-events` } }),
    );

    const { stdout } = await runCommand(commands, [
      'doctor',
      tenant,
      '--tenants',
      folder,
      '--outputs-file',
      file,
    ]);

    expect(stdout).toMatch(/^ok {4}webhook +reachable, refuses a wrong Authorization$/m);
  });

  it.each<[url: () => string, status: string, detail: RegExp]>([
    [() => `${auth0.url}/log-events`, 'fail', /answers HTTP status 404/],
    [
      () => 'http://127.0.0.1:2/log-events',
      'fail',
      /no answer \(ECONNREFUSED\) from http:\/\/127\.0\.0\.1:2\/log-events$/,
    ],
  ])('tells what is wrong with the webhook', async (url, status, detail) => {
    const { find } = await examine('--webhook-url', url());

    expect(find('webhook')).toMatchObject({ status, detail: expect.stringMatching(detail) });
  });

  it.each<[args: readonly string[], message: RegExp]>([
    [[], /expected one TENANT/],
    [['absent', '--tenants', folder], /there is no tenant file .*absent\.json/],
    [['acme', '--webhook-url', 'nowhere'], /--webhook-url must be a URL/],
    [['../acme'], /TENANT must be the name of a tenant file/],
    [
      ['acme', '--tenants', examples, '--outputs-file', path.join(folder, 'absent.json')],
      /--outputs-file .*: there is no such file/,
    ],
    [
      ['acme', '--tenants', examples, '--outputs-file', 'package.json'],
      /knows no stack session-enricher-acme; it has name, /,
    ],
    [
      ['acme', '--tenants', examples, '--outputs-file', 'README.md'],
      /expected what cdk deploy --outputs-file writes/,
    ],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { exitCode, stderr } = await runCommand(commands, ['doctor', ...args]);

    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
