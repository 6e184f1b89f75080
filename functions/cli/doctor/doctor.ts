import { readLedgerTableStatus } from '../../ledger/ledger-table-status.ts';
import type { SecretsClient } from '../../secret/secrets-client.ts';
import { plans } from '../../session/budget-plan.ts';
import { createSessionClient } from '../../session/session-client.ts';
import { findAwsAccess } from '../aws/aws-access.ts';
import { openLedgerClient, openQueueClient, openSecretsClient } from '../aws/clients.ts';
import { calledAs } from '../terminal/called-as.ts';
import { type Command, type Terminal, exitCodes } from '../terminal/command.ts';
import { loadStackOutputs, outputsFolder, toDeployCommand } from '../aws/outputs-file.ts';
import { parseOptions } from '../terminal/parse-options.ts';
import { type TenantConfig, loadTenantFile, tenantFolder, toBaseUrl } from '../tenant/tenant-file.ts';
import type { ResourceNames } from '../../../infra/resource-names.ts';
import { toTenantNames } from '../tenant/tenant-names.ts';
import { InputError, UsageError } from '../terminal/user-error.ts';
import { checkAuth0 } from './check-auth0.ts';
import { checkEventBus, checkHttps, checkPartnerSource, checkStream } from './check-destinations.ts';
import { checkCoverage } from './check-coverage.ts';
import { checkLedgerTable } from './check-ledger.ts';
import { checkDeadLetters, checkLookUps, checkQueue, checkRetryQueues } from './check-queues.ts';
import {
  type SecretAt,
  checkClientSecret,
  checkDestinationSecret,
  checkLedgerKey,
  checkPrivacyKey,
  checkTokenSecret,
  checkWebhookSecret,
} from './check-secrets.ts';
import { checkSources } from './check-sources.ts';
import { checkWebhook } from './check-webhook.ts';
import { type CheckResult, fail, notOfTheStack, ok, warn } from './check-result.ts';

const help = `Checks a deployed tenant from end to end and says what to mend.

Usage: npm run --silent cli -- doctor TENANT [options]

Reads the tenant file and, with your AWS credentials, the stack's secrets, queues, table, delivery streams, buses and
databases of networks; asks Auth0 for a session that does not exist, and for the addresses it sends from; knocks at the
webhook with a wrong Authorization, and at HTTPS destinations with their token and no record. Changes nothing, shows no
secret.

  --outputs-file FILE           what cdk deploy --outputs-file has written: the URL of the webhook is in it;
                                default: the newest file in ${outputsFolder}/ that knows the stack
  --webhook-url URL             the output WebhookUrl of the stack, in place of that
  --tenants FOLDER              default: infra/tenants
  --json                        the results as a JSON array: { check, status: ok|warn|fail, detail, fix? }

Exit code: 0 all well, or warnings only; 1 something fails; 2 wrong options or tenant file.

Examples
  npm run --silent cli -- doctor acme
  npm run --silent cli -- doctor acme --webhook-url https://….execute-api.eu-central-1.amazonaws.com/log-events
  npm run --silent cli -- doctor acme --json | jq '.[] | select(.status != "ok")'
`;

const optionSpecs = {
  'outputs-file': { type: 'string' },
  'webhook-url': { type: 'string' },
  tenants: { type: 'string', default: tenantFolder },
  json: { type: 'boolean', default: false },
} as const;

export const doctorCommand: Command = { help, run };

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const [tenant, ...others] = positionals;
  if (tenant === undefined || others.length > 0) throw new UsageError('expected one TENANT');
  const webhookUrl = values['webhook-url'];
  if (webhookUrl !== undefined && !URL.canParse(webhookUrl)) {
    throw new UsageError(`--webhook-url must be a URL, got ${JSON.stringify(webhookUrl)}`);
  }
  const config = await loadTenantFile(tenant, values.tenants);
  const names = toTenantNames(tenant, config.layout);
  const outputs = await loadStackOutputs(tenant, values['outputs-file']);
  const output = outputs?.['WebhookUrl'];

  const results: CheckResult[] = [];
  const examination = examine({
    names,
    config,
    webhookUrl: webhookUrl ?? (typeof output === 'string' ? output : undefined),
    now: terminal.now,
    s3Endpoint: terminal.env['AWS_ENDPOINT_URL_S3'] ?? terminal.env['AWS_ENDPOINT_URL'],
  });
  for await (const found of examination) {
    const result = inWordsOf(terminal, found);
    results.push(result);
    if (!values.json) terminal.stdout.write(toLine(result));
  }
  if (values.json) terminal.stdout.write(`${JSON.stringify(results)}\n`);
  return results.some(({ status }) => status === 'fail') ? exitCodes.unusable : exitCodes.done;
}

interface Patient {
  readonly names: ResourceNames;
  readonly config: TenantConfig;
  readonly webhookUrl: string | undefined;
  readonly now: () => number;
  /** A stand-in for S3. */
  readonly s3Endpoint: string | undefined;
}

async function* examine(patient: Patient): AsyncGenerator<CheckResult> {
  const { config } = patient;
  yield ok('tenant file', `${config.auth0.domain}, ${config.destinations.length} destination(s)`);

  const secrets = openSecretsClient();
  const aws = await findAwsAccess(secrets).catch((error: unknown) => {
    if (error instanceof InputError) return error;
    throw error;
  });
  if (aws instanceof InputError) {
    const { message, fix = 'see AWS_REGION and AWS_PROFILE' } = aws;
    yield fail('AWS', `${message}: secrets, queues and destinations are not looked at`, fix);
  } else {
    yield ok('AWS', `Region ${aws.region}, with credentials`);
    yield* examineSecrets(patient, secrets);
    yield* examineQueues(patient);
    yield* examineLedger(patient);
    yield* examineNetworks(patient, secrets);
    yield* examineDestinations(patient, secrets);
  }
  yield* examineIngress(patient, !(aws instanceof InputError));
}

async function* examineSecrets({ names, config, now }: Patient, secrets: SecretsClient) {
  const { auth0, ingress, privacy } = config;
  const deploy = toDeployFix(names);
  const ours = (id: string) => ({ id, whenAbsent: deploy });
  if (ingress.webhook) yield checkWebhookSecret(secrets, ours(names.webhookSecret));
  if (Object.values(privacy.fields ?? {}).includes('hash')) {
    yield checkPrivacyKey(secrets, ours(names.privacyKey));
  }
  if (config.ledger !== false) yield checkLedgerKey(secrets, ours(names.ledgerKey));
  const isRenewed = auth0.tokenSecretArn === undefined;
  if (isRenewed) yield checkClientSecret(secrets, ours(names.clientSecret));
  const { results, token } = await checkTokenSecret(secrets, {
    ...toSecretAt(auth0.tokenSecretArn, 'auth0.tokenSecretArn', ours(names.tokenSecret)),
    isRenewed,
    nowMs: now(),
  });
  yield* results;
  if (token === undefined) {
    yield fail('Sessions API', 'not tried: there is no token', 'fill in the secrets above');
    return;
  }
  const baseUrl = toBaseUrl(config);
  const expectedLimit = auth0.plan ? plans[auth0.plan].burst : auth0.budget?.burst;
  yield* await checkAuth0({ ask: createSessionClient({ baseUrl }), token, baseUrl, expectedLimit });
}

async function* examineQueues({ names, config }: Patient) {
  const queues = openQueueClient();
  const whenAbsent = toDeployFix(names);
  yield checkQueue(queues, names.queue, whenAbsent);
  yield checkLookUps(queues, names.lookUpsQueue, whenAbsent);
  yield checkDeadLetters(queues, names.deadLetterQueue, { tenant: names.tenant, whenAbsent });
  const { toDestinationIds } = await import('../../../infra/tenant/tenant-destinations.ts');
  yield* checkRetryQueues(queues, names, {
    destinationIds: toDestinationIds(config.destinations),
    whenAbsent,
  });
}

async function* examineLedger({ names, config, now }: Patient) {
  const { auth0, ledger } = config;
  if (ledger === false) return;
  const table = await readLedgerTableStatus(names.ledgerTable, openLedgerClient());
  yield checkLedgerTable(names.ledgerTable, table, toDeployFix(names));
  const { itemCount, createdAtMs } = table;
  if (itemCount === undefined || createdAtMs === undefined) return;
  const days = Math.min(ledger.days, (now() - createdAtMs) / 86_400_000);
  const { requestsPerSecond: ratePerSecond = 0, burst = 0 } = auth0.budget ?? {};
  const plan = auth0.plan ? plans[auth0.plan] : { ratePerSecond, burst };
  yield checkCoverage({ itemCount, days, plan, share: auth0.share });
}

async function* examineNetworks({ config, now, s3Endpoint }: Patient, { config: access }: SecretsClient) {
  for (const database of config.networks?.databases ?? []) {
    const { checkNetworkDatabase } = await import('./check-networks.ts');
    yield await checkNetworkDatabase(database, { access, endpoint: s3Endpoint }, now());
  }
}

async function* examineDestinations({ names, config }: Patient, secrets: SecretsClient) {
  const deploy = toDeployFix(names);
  for (const destination of config.destinations) {
    if (destination.type === 'bucket') yield checkStream(names.recordsStream, deploy);
    if (destination.type === 'deliveryStream') {
      yield checkStream(destination.arn.split('/').at(-1) ?? '', notOfTheStack('destinations[].arn'));
    }
    if (destination.type === 'securityLake') {
      const { securityLakeClassUids, securityLakeClasses } = await import('../../../infra/security-lake.ts');
      for (const name of securityLakeClasses) {
        if (destination.sources[name] === 'none') continue;
        yield checkStream(names.toLakeStream(securityLakeClassUids[name]), deploy);
      }
    }
    if (destination.type === 'eventBus') yield checkEventBus(destination.arn);
    if (destination.type === 'https') {
      const ours = { id: names.toDestinationSecret(destination.name), whenAbsent: deploy };
      const at = toSecretAt(destination.secretArn, 'destinations[].secretArn', ours);
      const { result, secret } = await checkDestinationSecret(secrets, destination, at);
      yield result;
      if (secret !== undefined) yield checkHttps(destination, at.id, secret);
    }
  }
}

async function* examineIngress({ names, config, webhookUrl }: Patient, hasAws: boolean) {
  const { webhook, eventBridge } = config.ingress;
  if (eventBridge && hasAws) yield checkPartnerSource(eventBridge.partnerEventSourceName);
  if (!webhook) return;
  if (webhook.allowedSourceCidrs) {
    const { findAuth0Region, toSourceCidrs } = await import('../../../infra/tenant/auth0-addresses.ts');
    const region = findAuth0Region(config.auth0.domain);
    yield checkSources({ cidrs: toSourceCidrs(webhook.allowedSourceCidrs), region });
  }
  if (webhookUrl !== undefined) yield checkWebhook(webhookUrl);
  else {
    yield warn(
      'webhook',
      'not tried: its URL is not known',
      `give --webhook-url, the output WebhookUrl of the stack, or deploy by ${toDeployCommand(names.tenant)}`,
    );
  }
}

/** A secret that the tenant file names, or else the stack's own. */
function toSecretAt(arn: string | undefined, key: string, ours: SecretAt): SecretAt {
  return arn === undefined ? ours : { id: arn, whenAbsent: notOfTheStack(key) };
}

function toDeployFix({ tenant }: ResourceNames): string {
  return `check AWS_REGION, and deploy the stack: ${toDeployCommand(tenant)}`;
}

function inWordsOf({ program }: Terminal, { fix, ...result }: CheckResult): CheckResult {
  return fix === undefined ? result : { ...result, fix: calledAs(program, fix) };
}

function toLine({ check, status, detail, fix }: CheckResult): string {
  const fixLine = fix === undefined ? '' : `${' '.repeat(22)}→ ${fix}\n`;
  return `${status.padEnd(5)} ${check.padEnd(15)} ${detail}\n${fixLine}`;
}
