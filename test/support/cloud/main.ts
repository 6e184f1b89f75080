import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { createRecordValidator } from '../../../functions/local/playground/record-validator.ts';
import { loadSampleTraffic } from '../../../functions/local/sample-traffic.ts';
import { loadTenants, type TenantConfig } from '../../../infra/tenant-config.ts';
import { runCdk } from './cdk.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { createDeployedTenant, type LogElement, statusOf } from './deployed-tenant.ts';

const help = `Deploys a tenant with the CDK CLI into a stand-in of AWS on 127.0.0.1, and uses what it has deployed.

Usage: npm run deploy:local [-- options]

  --tenant NAME   which of infra/tenants; with a webhook, a bucket and OCSF records. default: acme
  --stay          only start the stand-in, and say how to reach it: deploy and try by hand, Ctrl-C ends it
  --port N        of AWS's API; that of the deployed URLs is one more. default: 4566
  --help

The story goes to standard error, the enriched record to standard output. No account, no network, no Docker.
`;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const client = { client_id: 'local-client', client_secret: 'local-client-secret' };
const { elements, sessions } = loadSampleTraffic();

const say = (text: string) => process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      tenant: { type: 'string', default: 'acme' },
      stay: { type: 'boolean', default: false },
      port: { type: 'string', default: '4566' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const tenants = loadTenants(path.join(root, 'infra/tenants'));
  const cloud = await startCloud({
    port: Number(values.port),
    httpsPort: Number(values.port) + 1,
    bufferingMs: 1_000,
    hosts: Object.fromEntries(tenants.map((one) => [one.auth0.domain, simulate(one)])),
  });
  for (const { ingress } of tenants) {
    if (ingress.eventBridge) cloud.aws.buses.offer(ingress.eventBridge.partnerEventSourceName, 'PENDING');
  }
  try {
    return values.stay ? await stay(cloud) : await tellStory(cloud, values.tenant);
  } finally {
    await cloud.close();
  }
}

/** The tenant's Auth0, where the deployed functions will look for it. */
function simulate({ auth0: { domain } }: TenantConfig) {
  const { client_id: clientId, client_secret: clientSecret } = client;
  const simulator = createAuth0Simulator({
    domain,
    sessions,
    clients: [{ clientId, clientSecret, scopes: ['read:sessions'] }],
  });
  return (request: Request) => simulator.app.fetch(request);
}

async function stay(cloud: Cloud): Promise<number> {
  const certificate = path.join(mkdtempSync(path.join(tmpdir(), 'session-enricher-')), 'certificate.pem');
  writeFileSync(certificate, cloud.certificate);
  process.stdout.write(
    [
      `export AWS_ENDPOINT_URL=${cloud.aws.url} AWS_ACCESS_KEY_ID=dummy AWS_SECRET_ACCESS_KEY=dummy`,
      'export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1',
      `export CURL_CA_BUNDLE=${certificate}`,
      '',
    ].join('\n'),
  );
  say(`Set the variables above in another shell there, and follow docs/deploying.md from "npx cdk bootstrap" on.
The Auth0 of every tenant in infra/tenants has the application ${client.client_id} with the secret ${client.client_secret}.
An event for the webhook: head -n 3 functions/local/samples/log-events.ndjson | tail -n 1`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  rmSync(path.dirname(certificate), { recursive: true });
  return 0;
}

async function tellStory(cloud: Cloud, name: string): Promise<number> {
  const stackName = `session-enricher-${name}`;
  const home = mkdtempSync(path.join(tmpdir(), 'session-enricher-home-'));
  const tenant = createDeployedTenant(cloud, stackName);
  try {
    const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
    if (build.status !== 0) return 1;
    for (const args of [['bootstrap'], ['deploy', '--require-approval', 'never', stackName]]) {
      say(`\n$ npx cdk ${args.join(' ')}`);
      const options = {
        endpoint: cloud.aws.url,
        home,
        onOutput: (text: string) => process.stderr.write(text),
      };
      const { exitCode } = await runCdk(args, options);
      if (exitCode !== 0) return 1;
    }

    const login = elements.find((one) => JSON.stringify(one).includes('"type":"s"')) as unknown as LogElement;
    const authorization = await tenant.readSecret(tenant.output('WebhookAuthorizationSecret'));
    say(`\nPOST ${tenant.output('WebhookUrl')}`);
    say(`  with a wrong Authorization value: ${await tenant.send(login, 'wrong')}`);
    say(`  with the one of the secret: ${await tenant.send(login, authorization)}`);
    say(`The record before the secrets are filled: ${statusOf(await tenant.recordOf(login))}`);

    await tenant.fillClient(client);
    say('Filled in the application, fetched the token.');
    let sent = 0;
    const record = await tenant.sendUntilEnriched(() => {
      sent += 1;
      const log_id = `${login.log_id.slice(0, -4)}${String(sent).padStart(4, '0')}`;
      return { log_id, data: { ...login.data, log_id } };
    });
    const problems = createRecordValidator()(record, 'ocsf', '1.8.0');
    say(
      `The record now: ${statusOf(record)}, ${problems.length} faults by docs/schemas/ocsf-1.8.0.schema.json\n`,
    );
    process.stdout.write(`${JSON.stringify(record)}\n`);
    return statusOf(record) === 'enriched' && problems.length === 0 ? 0 : 1;
  } finally {
    tenant.close();
    rmSync(home, { recursive: true, force: true });
  }
}

process.exitCode = await main();
