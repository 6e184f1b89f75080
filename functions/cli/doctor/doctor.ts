import { readDeliveryStreamStatus } from '../../destination/delivery-stream-status.ts';
import { createQueueClient } from '../../receive/queue-client.ts';
import { createSecretsManagerClient } from '../../secret/load-secret.ts';
import { createSessionClient } from '../../session/session-client.ts';
import { type Command, type Terminal, exitCodes } from '../command.ts';
import { parseOptions } from '../parse-options.ts';
import { loadTenantFile, tenantFolder, toBaseUrl } from '../tenant-file.ts';
import { toTenantNames } from '../tenant-names.ts';
import { UsageError } from '../user-error.ts';
import { checkAuth0 } from './check-auth0.ts';
import { checkDeadLetters, checkQueue } from './check-queues.ts';
import { checkClientSecret, checkTokenSecret, checkWebhookSecret } from './check-secrets.ts';
import { checkWebhook } from './check-webhook.ts';
import { type Finding, fail, failByCode, ok, warn } from './finding.ts';

const help = `Checks a deployed tenant from end to end and says what to mend.

Usage: npm run --silent cli -- doctor TENANT [options]

Reads the tenant file and, with your AWS credentials, the stack's secrets, queues and delivery streams; asks Auth0 for
a session that does not exist; and knocks at the webhook with a wrong Authorization. Changes nothing, shows no secret.

  --webhook-url URL             the output WebhookUrl of the stack; without it the webhook is not tried
  --tenants FOLDER              default: infra/tenants
  --json                        the findings as a JSON array

Exit code: 0 all well, or warnings only; 1 something fails; 2 wrong options or tenant file.

Examples
  npm run --silent cli -- doctor acme
  npm run --silent cli -- doctor acme --webhook-url https://….execute-api.eu-central-1.amazonaws.com/log-events --json
`;

const optionSpecs = {
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

  const findings: Finding[] = [];
  for await (const finding of examine(tenant, values.tenants, webhookUrl, terminal.now)) {
    findings.push(finding);
    if (!values.json) terminal.stdout.write(toLine(finding));
  }
  if (values.json) terminal.stdout.write(`${JSON.stringify(findings)}\n`);
  return findings.some(({ status }) => status === 'fail') ? exitCodes.unusable : exitCodes.done;
}

async function* examine(
  tenant: string,
  folder: string,
  webhookUrl: string | undefined,
  now: () => number,
): AsyncGenerator<Finding> {
  const names = toTenantNames(tenant);
  const config = await loadTenantFile(tenant, folder);
  yield ok('tenant file', `${config.auth0.domain}, ${config.destinations.length} destination(s)`);

  const secrets = createSecretsManagerClient();
  if (config.ingress.webhook) yield checkWebhookSecret(secrets, names.webhookSecret);
  if (config.auth0.tokenSecretArn === undefined) yield checkClientSecret(secrets, names.clientSecret);
  const { findings, token } = await checkTokenSecret(
    secrets,
    config.auth0.tokenSecretArn ?? names.tokenSecret,
    now(),
  );
  yield* findings;
  if (token === undefined) {
    yield fail('Sessions API', 'not tried: there is no token', 'fill in the secrets above');
  } else {
    const baseUrl = toBaseUrl(config);
    const { plans } = await import('../../../infra/request-budget.ts');
    const expectedLimit = config.auth0.plan ? plans[config.auth0.plan].burst : config.auth0.budget?.burst;
    yield* await checkAuth0({ ask: createSessionClient({ baseUrl }), token, baseUrl, expectedLimit });
  }

  const queues = createQueueClient();
  yield checkQueue(queues, names.queue);
  yield checkDeadLetters(queues, names.deadLetterQueue, tenant);

  for (const destination of config.destinations) {
    if (destination.type === 'bucket') yield checkStream(names.recordsStream);
    if (destination.type === 'deliveryStream') yield checkStream(destination.arn.split('/').at(-1) ?? '');
  }

  if (!config.ingress.webhook) return;
  if (webhookUrl !== undefined) yield checkWebhook(webhookUrl);
  else yield warn('webhook', 'not tried', 'give --webhook-url, the output WebhookUrl of the stack');
}

async function checkStream(name: string): Promise<Finding> {
  const status = await readDeliveryStreamStatus(name);
  return status === 'ACTIVE'
    ? ok('delivery stream', `${name} is active`)
    : failByCode('delivery stream', name, status);
}

function toLine({ check, status, detail, fix }: Finding): string {
  const fixLine = fix === undefined ? '' : `${' '.repeat(22)}→ ${fix}\n`;
  return `${status.padEnd(5)} ${check.padEnd(15)} ${detail}\n${fixLine}`;
}
