import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { plans } from '../../session/budget-plan.ts';
import { type Terminal, exitCodes } from '../terminal/command.ts';
import { toDeployCommand } from '../aws/outputs-file.ts';
import { packageRoot } from '../terminal/package-root.ts';
import { parseOptions } from '../terminal/parse-options.ts';
import { tenantFolder } from './tenant-file.ts';
import { toTenantNames } from './tenant-names.ts';
import { InputError, UsageError, readErrorCode } from '../terminal/user-error.ts';

const optionSpecs = {
  domain: { type: 'string' },
  'canonical-host': { type: 'boolean', default: false },
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
/** Right answers: what one answer is tried with before the others are there. */
const rightAnswers: Answers = { ...defaults, domain: 'acme.eu.auth0.com', email: 'none' };

/** What is wrong with an answer, none when it is right. */
type CheckAnswer = (name: keyof Answers, value: string) => readonly string[];

/** `tenant new`: asks what is not given until the answer is right, and writes the file. */
export async function createTenantFile(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const [tenant, ...others] = positionals;
  if (tenant === undefined || others.length > 0) throw new UsageError('expected one TENANT');
  toTenantNames(tenant);
  const { parseTenant, TenantFileError } = await import('../../../infra/tenant/tenant-config.ts');

  const file = path.join(values.tenants, `${tenant}.json`);
  if (existsSync(file)) throw new InputError(`${file} is there already: edit it, or delete it first`);
  const isCanonicalHost = values['canonical-host'];
  const toJson = (given: Answers) =>
    `${JSON.stringify(toTenantFile(given, isCanonicalHost, values.tenants), undefined, 2)}\n`;
  const check: CheckAnswer = (name, value) => {
    const json = toJson({ ...rightAnswers, [name]: value });
    try {
      parseTenant(tenant, json, file);
      return [];
    } catch (error) {
      if (error instanceof TenantFileError) return error.problems.map((one) => one.slice(file.length + 2));
      throw error;
    }
  };
  const answers = await ask(values, check, Object.keys(plans), terminal);
  const json = toJson(answers);
  parseTenant(tenant, json, file);
  mkdirSync(values.tenants, { recursive: true });
  try {
    writeFileSync(file, json, { flag: 'wx' });
  } catch (error) {
    throw new InputError(`cannot write ${file}: ${readErrorCode(error)}`, { cause: error });
  }
  if (values.json) terminal.stdout.write(`${JSON.stringify({ tenant, file })}\n`);
  terminal.stderr.write(
    [
      `${file} written. It sends records into a bucket of its own; ${toDocs('tenant-file')} lists what else it can hold.`,
      `Next: ${toNextSteps(tenant, terminal)}; ${toDocs('deploying')} has what follows.`,
      '',
    ].join('\n'),
  );
  return exitCodes.done;
}

/** Throws UsageError for an option that is wrong, before anything is asked, and at the end of the input. */
async function ask(
  given: Partial<Answers>,
  check: CheckAnswer,
  plans: readonly string[],
  { stdin, stderr }: Terminal,
): Promise<Answers> {
  for (const name of ['domain', 'plan', 'ingress', 'email'] as const) {
    const value = given[name];
    const problems = value === undefined ? [] : check(name, value);
    if (problems.length > 0) throw new UsageError(`--${name}: ${problems.join('; ')}`);
  }
  const reader = createInterface({ input: stdin, terminal: false });
  const lines = reader[Symbol.asyncIterator]();

  async function answer(name: keyof Answers, question: string, fallback = ''): Promise<string> {
    const value = given[name];
    if (value !== undefined) return value;
    for (;;) {
      stderr.write(`${question}${fallback === '' ? '' : ` [${fallback}]`}: `);
      const { value: line, done } = await lines.next();
      if (done) {
        stderr.write('\n');
        throw new UsageError(`no answer for --${name}`);
      }
      const text = line.trim() || fallback;
      if (text === '') continue;
      const problems = check(name, text);
      if (problems.length === 0) return text;
      for (const problem of problems) stderr.write(`${problem}\n`);
    }
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

/** In a clone the functions are built first; the package brings them built, and wants to be named as the app. */
function toNextSteps(tenant: string, { program }: Terminal): string {
  const deploy = toDeployCommand(tenant);
  if (program === undefined) return `npm run build, then ${deploy}`;
  const appFile = existsSync('cdk.json') ? '' : 'a cdk.json with {"app":"session-enricher-app"}, then ';
  return `${appFile}${deploy}`;
}

/** A page of the guide, from where the command runs. */
function toDocs(page: string): string {
  return path.relative('', fileURLToPath(new URL(`docs/${page}.md`, packageRoot)));
}

/** The schema of tenant files from `folder`, for editors; undefined where the package lies outside of this project. */
function toSchemaPath(folder: string): string | undefined {
  const schema = fileURLToPath(new URL('docs/schemas/tenant.schema.json', packageRoot));
  if (path.relative('', schema).startsWith('..')) return undefined;
  return path.relative(folder, schema).replaceAll(path.sep, '/');
}

function toTenantFile(
  { domain, plan, ingress, email }: Answers,
  canonicalHost: boolean,
  folder: string,
): object {
  const $schema = toSchemaPath(folder);
  return {
    ...($schema !== undefined && { $schema }),
    layout: 'second',
    auth0: { domain, ...(canonicalHost && { canonicalHost }), plan },
    ingress: ingress === 'webhook' ? { webhook: {} } : { eventBridge: { partnerEventSourceName: ingress } },
    destinations: [{ type: 'bucket' }],
    alarms: email === 'none' ? 'none' : { email },
  };
}
