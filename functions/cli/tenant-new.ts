import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type Terminal, exitCodes } from './command.ts';
import { parseOptions } from './parse-options.ts';
import { tenantFolder } from './tenant-file.ts';
import { toTenantNames } from './tenant-names.ts';
import { InputError, UsageError, readErrorCode } from './user-error.ts';

const optionSpecs = {
  domain: { type: 'string' },
  plan: { type: 'string' },
  ingress: { type: 'string' },
  email: { type: 'string' },
  tenants: { type: 'string', default: tenantFolder },
  json: { type: 'boolean', default: false },
} as const;

interface Answers {
  readonly domain: string;
  readonly plan: string;
  readonly ingress: string;
  readonly email: string;
}

const defaults = { plan: 'enterprise', ingress: 'webhook' } as const;

/** `tenant new`: asks what is not given, and writes the file once all of it makes a valid one. */
export async function createTenantFile(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const [tenant, ...others] = positionals;
  if (tenant === undefined || others.length > 0) throw new UsageError('expected one TENANT');
  toTenantNames(tenant);
  const { parseTenant, TenantFileError } = await import('../../infra/tenant-config.ts');
  const { plans } = await import('../../infra/request-budget.ts');

  const answers = await ask(values, Object.keys(plans), terminal);
  const file = path.join(values.tenants, `${tenant}.json`);
  const json = `${JSON.stringify(toTenantFile(answers, values.tenants), undefined, 2)}\n`;
  try {
    parseTenant(tenant, json, file);
  } catch (error) {
    if (error instanceof TenantFileError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
  mkdirSync(values.tenants, { recursive: true });
  try {
    writeFileSync(file, json, { flag: 'wx' });
  } catch (error) {
    const code = readErrorCode(error);
    throw new InputError(
      code === 'EEXIST'
        ? `${file} is there already: edit it, or delete it first`
        : `cannot write ${file}: ${code}`,
      { cause: error },
    );
  }
  if (values.json) terminal.stdout.write(`${JSON.stringify({ tenant, file })}\n`);
  terminal.stderr.write(
    [
      `${file} written. It sends records into a bucket of its own; docs/tenant-file.md lists what else it can hold.`,
      `Next: npm run build, then npx cdk deploy session-enricher-${tenant}; docs/deploying.md has what follows.`,
      '',
    ].join('\n'),
  );
  return exitCodes.done;
}

async function ask(
  given: Partial<Answers>,
  plans: readonly string[],
  { stdin, stderr }: Terminal,
): Promise<Answers> {
  const reader = createInterface({ input: stdin, terminal: false });
  const lines = reader[Symbol.asyncIterator]();

  async function answer(name: keyof Answers, question: string, fallback?: string): Promise<string> {
    const value = given[name];
    if (value !== undefined) return value;
    stderr.write(`${question}${fallback === undefined ? '' : ` [${fallback}]`}: `);
    const { value: line, done } = await lines.next();
    const text = done ? '' : line.trim();
    if (text !== '') return text;
    if (fallback !== undefined && !done) return fallback;
    throw new UsageError(`no answer for --${name}`);
  }

  try {
    return {
      domain: await answer('domain', 'Domain of the Auth0 tenant, such as acme.eu.auth0.com'),
      plan: await answer('plan', `Plan (${plans.join(', ')})`, defaults.plan),
      ingress: await answer('ingress', 'webhook, or the name of a partner event source', defaults.ingress),
      email: await answer('email', 'Who is told when an alarm goes off: an e-mail address, or none'),
    };
  } finally {
    reader.close();
  }
}

function toTenantFile({ domain, plan, ingress, email }: Answers, folder: string): object {
  return {
    $schema: path.posix.join(
      path.relative(folder, 'docs/schemas').replaceAll(path.sep, '/'),
      'tenant.schema.json',
    ),
    auth0: { domain, plan },
    ingress: ingress === 'webhook' ? { webhook: {} } : { eventBridge: { partnerEventSourceName: ingress } },
    destinations: [{ type: 'bucket' }],
    alarms: email === 'none' ? 'none' : { email },
  };
}
