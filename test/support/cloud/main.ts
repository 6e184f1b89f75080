import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAuth0Simulator } from '../../../functions/local/auth0-simulator.ts';
import { createRecordValidator } from '../../../functions/local/playground/record-validator.ts';
import { loadSampleTraffic } from '../../../functions/local/sample-traffic.ts';
import type { TenantConfig } from '../../../infra/tenant/tenant-config.ts';
import { runCdk } from './cdk.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { createDeployedTenant, type LogElement, statusOf } from './deployed-tenant.ts';
import { chooseTenant, findAllTenants, help, parseLocalOptions, toUserLine } from './local-options.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const client = { client_id: 'local-client', client_secret: 'local-client-secret' };
const { elements, sessions } = loadSampleTraffic();

const say = (text: string) => process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const options = parseLocalOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(help);
    return 0;
  }
  const chosen = options.stay ? undefined : chooseTenant(options.tenant);
  const { tenants } = chosen ?? findAllTenants();
  const cloud = await startCloud({
    port: options.port,
    httpsPort: options.port + 1,
    bufferingMs: 1_000,
    hosts: Object.fromEntries(tenants.map((one) => [one.auth0.domain, simulate(one)])),
  });
  for (const { ingress } of tenants) {
    if (ingress.eventBridge) cloud.aws.buses.offer(ingress.eventBridge.partnerEventSourceName, 'PENDING');
  }
  try {
    return chosen ? await tellStory(cloud, chosen) : await stay(cloud);
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
  say(`Open another shell in this folder, paste the export lines above into it, and follow docs/deploying.md from
"npx cdk bootstrap" on, up to the log stream. There is no Auth0 that sends, so send an event with curl. doctor cannot
end well here: it asks for the webhook and for Auth0 by names that lead to this machine for curl and the functions alone.
The Auth0 of every tenant in infra/tenants at this moment has the application ${client.client_id} with the secret
${client.client_secret}; after a new tenant file, start anew.
An event for the webhook: head -n 3 functions/local/samples/log-events.ndjson | tail -n 1 |
  curl -H 'Authorization: …' -H 'Content-Type: application/json' --data-binary @- 'the output WebhookUrl'`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  rmSync(path.dirname(certificate), { recursive: true });
  return 0;
}

async function tellStory(cloud: Cloud, { tenant: config, folder }: ReturnType<typeof chooseTenant>) {
  const stackName = `session-enricher-${config.tenant}`;
  const home = mkdtempSync(path.join(tmpdir(), 'session-enricher-home-'));
  const tenant = createDeployedTenant(cloud, stackName);
  try {
    const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
    if (build.status !== 0) return 1;
    const context = ['--context', `tenants=${path.relative(root, folder)}`];
    for (const args of [['bootstrap'], ['deploy', '--require-approval', 'never', stackName, ...context]]) {
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
    const { ocsfVersion = '1.8.0' } = config.records;
    const problems = createRecordValidator()(record, 'ocsf', ocsfVersion);
    say(
      `The record now: ${statusOf(record)}, ${problems.length} faults by docs/schemas/ocsf-${ocsfVersion}.schema.json\n`,
    );
    process.stdout.write(`${JSON.stringify(record)}\n`);
    return statusOf(record) === 'enriched' && problems.length === 0 ? 0 : 1;
  } finally {
    tenant.close();
    rmSync(home, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  const line = toUserLine(error);
  if (line === undefined) throw error;
  say(`error: ${line}`);
  // What has started of the stand-in ends with the process.
  process.exit(2);
}
