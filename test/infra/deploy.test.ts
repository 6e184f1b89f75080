import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeleteDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Auth0Simulator, createAuth0Simulator } from '../../functions/local/auth0-simulator.ts';
import { createRecordValidator } from '../../functions/local/playground/record-validator.ts';
import { heartbeatType } from '../../functions/log-event/heartbeat.ts';
import { bundle, functionNames } from '../../infra/build/bundle.ts';
import { commands } from '../../functions/cli/commands.ts';
import { runCommand } from '../support/cli/run-command.ts';
import { type ProgramResult, runCdk, synthesise } from '../support/cloud/cdk.ts';
import { type Cloud, startCloud } from '../support/cloud/cloud.ts';
import {
  createDeployedTenant,
  type DeployedTenant,
  type LogElement,
  statusOf,
} from '../support/cloud/deployed-tenant.ts';
import { readRecords, waitForRecord } from '../support/cloud/read-records.ts';
import { findRowMisfits } from '../functions/record/table-misfits.ts';

// Two tenants' stacks, deployed unchanged by the CDK CLI into a stand-in of AWS and used as their operators do.
// The tests are the steps of docs/deploying.md, in that order: each builds on what the ones before it have left.

const root = fileURLToPath(new URL('../../', import.meta.url));
const stack = 'session-enricher-acme';
const partnerSource = 'aws.partner/auth0.com/globex-0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/auth0.logs';
const clientSecret = 'canary-client-secret-0123456789';
const session = {
  id: 'canary-session-0123456789abcdefgh',
  user_id: 'auth0|1',
  device: { initial_asn: '64496', last_asn: '65550' },
};

const acme = {
  auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise' },
  ingress: { webhook: {} },
  destinations: [{ type: 'bucket' }],
  alarms: { email: 'security-operations@acme.example' },
};
/** With personal data hashed, which takes a secret of its own. */
const acmeWithHashes = {
  ...acme,
  records: { format: 'ecs' },
  privacy: { fields: { user_name: 'hash' } },
  alarms: { ...acme.alarms, heartbeat: true },
};
const lakeBucket = 'aws-security-data-lake-us-east-1-0f1e2d3c';
const globex = {
  records: { ocsfVersion: '1.3.0' },
  auth0: { domain: 'globex.us.auth0.com', plan: 'private-cloud-500', share: 0.25 },
  ingress: { eventBridge: { partnerEventSourceName: partnerSource } },
  destinations: [
    { type: 'bucket' },
    { type: 'https', name: 'splunk', kind: 'hec', url: 'https://splunk.example/services/collector/event' },
    {
      type: 'securityLake',
      sources: {
        base_event: 'none',
        detection_finding: 'none',
        account_change: 'none',
        authentication: `s3://${lakeBucket}/ext/auth0-3002/`,
        entity_management: 'none',
        group_management: 'none',
        api_activity: `s3://${lakeBucket}/ext/auth0-6003/`,
      },
    },
  ],
  deduplication: {},
  alarms: { topicArn: 'arn:aws:sns:us-east-1:111122223333:security-alarms' },
  onDemand: { principals: ['arn:aws:iam::111122223333:role/security-analyst'] },
};

/** By which property CloudFormation tells resources of a type apart. */
const identifiers: { readonly [type: string]: string } = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SecretsManager::Secret': 'Id',
  'AWS::SQS::Queue': 'QueueUrl',
};

let folder: string;
let assembly: string;
let cloud: Cloud;
let auth0: Auth0Simulator;
let tenant: DeployedTenant;
let tellSplunkToken: (authorization: string | null) => void;
const splunkToken = new Promise<string | null>((resolve) => {
  tellSplunkToken = resolve;
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-deploy-'));
  assembly = path.join(folder, 'cdk.out');
  auth0 = createAuth0Simulator({
    domain: 'acme.eu.auth0.com',
    sessions: [session],
    clients: [{ clientId: 'client', clientSecret, scopes: ['read:sessions'] }],
  });
  const built = functionNames.map((name) =>
    bundle({
      entry: path.join(root, 'functions', name, 'handler.ts'),
      outdir: path.join(folder, 'dist', name),
    }),
  );
  cloud = await startCloud({
    bufferingMs: 100,
    hosts: {
      'acme.eu.auth0.com': (request) => auth0.app.fetch(request),
      'splunk.example': (request) => {
        tellSplunkToken(request.headers.get('authorization'));
        return Response.json({ text: 'Success', code: 0 });
      },
    },
  });
  tenant = createDeployedTenant(cloud, stack);
  mkdirSync(path.join(folder, 'tenants'));
  writeTenant('acme', acme);
  writeTenant('globex', globex);
  await Promise.all(built);
  await synthesiseTenants();
});

afterAll(async () => {
  tenant.close();
  await cloud.close();
  rmSync(folder, { recursive: true, force: true });
});

function writeTenant(name: string, file: object): void {
  writeFileSync(path.join(folder, 'tenants', `${name}.json`), JSON.stringify(file));
}

async function synthesiseTenants(): Promise<void> {
  const options = {
    tenants: path.join(folder, 'tenants'),
    codeRoot: path.join(folder, 'dist'),
    outdir: assembly,
  };
  const { exitCode, output } = await synthesise(options);
  if (exitCode !== 0) throw new Error(output);
}

const cdk = (...args: string[]): Promise<ProgramResult> =>
  runCdk(args, { endpoint: cloud.aws.url, home: folder, app: assembly });

const deploy = (...args: string[]) => cdk('deploy', '--require-approval', 'never', ...args);

let sentElements = 0;

function toElement(): LogElement {
  sentElements += 1;
  const log_id = `9002026000000000000000000000000000000000000000${String(sentElements).padStart(10, '0')}`;
  const date = new Date().toISOString();
  return { log_id, data: { log_id, date, type: 's', details: { session_id: session.id } } };
}

describe('a first deployment', () => {
  it('asks for nothing but the bootstrap stack', async () => {
    const manifest = JSON.parse(readFileSync(path.join(assembly, 'manifest.json'), 'utf8')) as object;
    expect(manifest).not.toHaveProperty('missing');

    const { exitCode, output } = await cdk('bootstrap');
    expect(output).toContain('bootstrapped');
    expect(exitCode).toBe(0);
  });

  it('creates every resource and prints the outputs that the guide needs', async () => {
    const { exitCode, output } = await deploy(stack);

    expect(output).toContain(`✅  ${stack}`);
    expect(exitCode).toBe(0);
    const promised = [
      'WebhookUrl',
      'WebhookAuthorizationSecret',
      'Auth0ClientSecret',
      'ManagementTokenSecret',
    ];
    for (const name of promised) expect(output).toContain(`${stack}.${name} = ${tenant.output(name)}`);
  });

  it('refuses a wrong token, and enriches nothing before the secrets are filled', async () => {
    const authorization = await tenant.readSecret(tenant.output('WebhookAuthorizationSecret'));
    const element = toElement();

    expect(await tenant.send(element, 'wrong')).toBe(401);
    expect(await tenant.send(element, authorization)).toBe(202);

    // Nobody could be asked; what the event itself tells of its session is there.
    expect(statusOf(await tenant.recordOf(element))).toBe('observed');
    expect(auth0.counts.sessions.size).toBe(0);
  });

  it('enriches once the client is known and the token fetched', async () => {
    await tenant.fillClient({ client_id: 'client', client_secret: clientSecret });

    const record = await tenant.sendUntilEnriched(toElement);

    expect(statusOf(record)).toBe('enriched');
    expect(createRecordValidator()(record, 'ocsf', '1.8.0')).toEqual([]);
  });
});

describe('a function of the stack', () => {
  it.each([
    ['receive', ['webhook-authorization']],
    ['enrich', ['management-token']],
    ['rotate-token', ['auth0-client', 'management-token']],
  ])('%s may read %j by its role, and no other secret', async (name, readable) => {
    const role = cloud.lambda.roleOf(`${stack}-${name}`);
    const credentials = cloud.iam.lend(role, 'lambda.amazonaws.com');
    const client = new SecretsManagerClient({ ...cloud.aws.clientOptions, credentials });
    const all = ['auth0-client', 'management-token', 'webhook-authorization'];

    const answers = all.map(async (secret) => {
      const SecretId = `session-enricher/acme/${secret}`;
      return client.send(new GetSecretValueCommand({ SecretId })).then(
        () => 'read',
        (error: unknown) => (error as Error).name,
      );
    });

    expect(await Promise.all(answers)).toEqual(
      all.map((secret) => (readable.includes(secret) ? 'read' : 'AccessDeniedException')),
    );
    client.destroy();
  });
});

describe('a further deployment', () => {
  it('finds nothing to do where nothing has changed', async () => {
    const { exitCode, output } = await deploy(stack);

    expect(output).toContain('(no changes)');
    expect(exitCode).toBe(0);
  });

  it('changes a tenant in place and adds another one', async () => {
    const before = cloud.stacks.outputs(stack);
    writeTenant('acme', acmeWithHashes);
    await synthesiseTenants();
    cloud.aws.buses.offer(partnerSource, 'PENDING');
    cloud.buckets.create(lakeBucket);

    const { exitCode, output } = await deploy('--all', '--concurrency', '2');

    expect(output).toContain('✅  session-enricher-acme');
    expect(output).toContain('✅  session-enricher-globex');
    expect(exitCode).toBe(0);
    expect(cloud.stacks.outputs(stack)).toEqual(before);
    const element = toElement();
    await tenant.send(element, await tenant.readSecret(tenant.output('WebhookAuthorizationSecret')));
    expect(await tenant.recordOf(element)).toMatchObject({ ecs: { version: expect.any(String) } });
  });

  it('sends a heartbeat through the webhook, which becomes a record that says so', async () => {
    expect(await cloud.runSchedules()).toEqual([202]);

    const record = await waitForRecord(cloud.buckets, tenant.output('RecordsBucket'), (one) =>
      JSON.stringify(one).includes(heartbeatType),
    );
    expect(record).toMatchObject({ ecs: { version: expect.any(String) } });
    // The figure is written behind the delivery, at the end of the invocation.
    while (!/"HeartbeatsDelivered":1\b/.test(cloud.lambda.logs(`${stack}-enrich`))) await wait(50);
  });

  it('brings what Auth0 sends by EventBridge to the tenant beside', async () => {
    const element = toElement();
    cloud.aws.secrets.put('session-enricher/globex/destination-splunk', 'hec-token');
    const beside = createDeployedTenant(cloud, 'session-enricher-globex');

    cloud.aws.buses.sendAsPartner(partnerSource, { detailType: 'Auth0 log', detail: element });

    expect(statusOf(await beside.recordOf(element))).toBe('observed');
    expect(cloud.aws.tables.items('session-enricher-globex-deduplication')).toHaveLength(1);
    await expect(splunkToken).resolves.toBe('Splunk hec-token');
    const lake = cloud.aws.streams
      .lines('session-enricher-globex-lake-3002')
      .map((line) => JSON.parse(line) as object);
    expect(lake).toEqual([expect.objectContaining({ class_uid: 3002, unmapped: expect.any(Object) })]);
    expect(findRowMisfits(lake[0], '1.3.0', 3002)).toEqual([]);
    expect(cloud.aws.streams.lines('session-enricher-globex-lake-6003')).toEqual([]);
    beside.close();
  });
});

describe('removing a tenant', () => {
  const kept: { readonly [logicalId: string]: { readonly [property: string]: string } } = {};

  it('keeps what holds events, records and secrets, and nothing else', async () => {
    const bucket = tenant.output('RecordsBucket');
    const secret = tenant.output('WebhookAuthorizationSecret');
    const value = await tenant.readSecret(secret);
    const resources = [...(cloud.stacks.find(stack)?.resources.values() ?? [])];

    const { exitCode } = await cdk('destroy', '--force', stack);

    expect(exitCode).toBe(0);
    expect(cloud.stacks.find(stack)).toBeUndefined();
    expect(readRecords(cloud.buckets, bucket).length).toBeGreaterThan(0);
    expect(await tenant.readSecret(secret)).toBe(value);
    const stays = resources.filter(({ deletionPolicy }) => deletionPolicy !== 'Delete');
    for (const { logicalId, type, physicalId } of stays) {
      const property = identifiers[type];
      if (property !== undefined) Object.assign(kept, { [logicalId]: { [property]: physicalId } });
    }
    // The stream stays, and its role, so that it can write what it buffers; it is deleted by hand.
    const others = stays.filter(({ type }) => identifiers[type] === undefined).map(({ type }) => type);
    expect(new Set(others)).toEqual(
      new Set(['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::KinesisFirehose::DeliveryStream']),
    );
    expect(cloud.aws.queues.arn(`${stack}-dead-letters`)).toBeDefined();
    expect(() => cloud.lambda.roleOf(`${stack}-enrich`)).toThrow('Function not found');
  });

  it('can be taken back: what stayed is imported, and deployed with', async () => {
    const mapping = path.join(folder, 'import.json');
    writeFileSync(mapping, JSON.stringify(kept));

    const firehose = new FirehoseClient(cloud.aws.clientOptions);
    await firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: `${stack}-records` }));
    firehose.destroy();
    const taking = await cdk('import', stack, '--resource-mapping', mapping, '--force');
    expect(taking.output).toContain(`✅  ${stack}`);
    const { exitCode } = await deploy(stack);

    expect(exitCode).toBe(0);
    expect(cloud.stacks.find(stack)?.status).toBe('UPDATE_COMPLETE');
    const element = toElement();
    await tenant.send(element, await tenant.readSecret(tenant.output('WebhookAuthorizationSecret')));
    expect(await tenant.recordOf(element)).toMatchObject({ ecs: { version: expect.any(String) } });
  });

  it('finds what was switched off as it was, when it is switched on again', async () => {
    const name = 'session-enricher/acme/privacy-key';
    const key = await tenant.readSecret(name);
    writeTenant('acme', { ...acmeWithHashes, privacy: {} });
    await synthesiseTenants();
    expect((await deploy(stack)).exitCode).toBe(0);
    writeTenant('acme', acmeWithHashes);
    await synthesiseTenants();
    // Its name is taken: a deployment alone rolls back.
    expect((await deploy(stack)).exitCode).not.toBe(0);

    const mapping = path.join(folder, 'kept.json');
    expect((await tenantChanges(mapping)).stdout).toContain(`the secret ${name} is new to the stack`);
    const found = JSON.parse(readFileSync(mapping, 'utf8')) as Record<string, { readonly Id?: string }>;
    expect(Object.values(found)).toEqual([{ Id: expect.stringContaining(name) }]);

    // Into a living stack, whose own template is too large to be sent along.
    const taking = await cdk('import', stack, '--resource-mapping', mapping, '--force');
    expect(taking.output).toContain(`✅  ${stack}`);
    expect((await deploy(stack)).exitCode).toBe(0);
    expect(await tenant.readSecret(name)).toBe(key);
  }, 300_000);
});

/** `tenant changes` over the deployed template and the one that was synthesised last. */
async function tenantChanges(mapping: string) {
  const before = process.env;
  process.env = {
    ...before,
    AWS_ENDPOINT_URL: cloud.aws.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'dummy',
    AWS_SECRET_ACCESS_KEY: 'dummy',
  };
  try {
    const input = cloud.stacks.find(stack)?.input?.templateText ?? '';
    const template = path.join(assembly, `${stack}.template.json`);
    const args = ['tenant', 'changes', 'acme', '--template', template, '--mapping', mapping];
    return await runCommand(commands, args, { input });
  } finally {
    process.env = before;
  }
}
