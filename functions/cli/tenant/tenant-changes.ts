import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { text as readAll } from 'node:stream/consumers';
import { toStackName } from '../../../infra/resource-names.ts';
import type { StackChange, StackTemplate } from '../../../infra/change/find-changes.ts';
import { type Terminal, exitCodes } from '../terminal/command.ts';
import { parseOptions } from '../terminal/parse-options.ts';
import { InputError, UsageError, readErrorCode } from '../terminal/user-error.ts';
import type { ResourceMapping } from './find-existing.ts';
import { toTenantNames } from './tenant-names.ts';

const optionSpecs = {
  deployed: { type: 'string', default: '-' },
  template: { type: 'string' },
  mapping: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

/** `tenant changes`: what the next deployment does to everything that holds something, and what to do about it. */
export async function showTenantChanges(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const [tenant, ...others] = positionals;
  if (tenant === undefined || others.length > 0) throw new UsageError('expected one TENANT');
  toTenantNames(tenant);
  const stack = toStackName(tenant);
  const file = values.template ?? `cdk.out/${stack}.template.json`;
  if (!existsSync(file)) {
    throw new InputError(`there is no template ${file}`, { fix: 'npm run synth writes it' });
  }
  const after = parseTemplate(readFileSync(file, 'utf8'), file);
  const before = await readDeployed(values.deployed, terminal);

  const { findChanges } = await import('../../../infra/change/find-changes.ts');
  const { toAdvice } = await import('../../../infra/change/change-advice.ts');
  const changes = findChanges(before, after);
  const results = changes.map((change) => ({ ...change, ...toAdvice(change, stack) }));
  if (values.mapping !== undefined) {
    const mapping = await findMapping(changes);
    writeFileSync(values.mapping, `${JSON.stringify(mapping, undefined, 2)}\n`);
    const count = Object.keys(mapping).length;
    terminal.stderr.write(
      `${values.mapping} written: ${count} of what is new to the stack is there already\n`,
    );
  }
  if (values.json) terminal.stdout.write(`${JSON.stringify(results)}\n`);
  else
    for (const { urgency, what, step } of results)
      terminal.stdout.write(`${urgency}  ${what}\n      ${step}\n`);
  const stops = results.filter(({ urgency }) => urgency === 'stop');
  if (!values.json)
    terminal.stderr.write(`${results.length} to look at, ${stops.length} that would lose something\n`);
  return stops.length > 0 ? exitCodes.unusable : exitCodes.done;
}

async function findMapping(changes: readonly StackChange[]): Promise<ResourceMapping> {
  const { findExisting } = await import('./find-existing.ts');
  try {
    return await findExisting(changes.filter(({ kind }) => kind === 'isNew'));
  } catch (error) {
    throw new InputError(`cannot ask AWS what is there: ${readErrorCode(error) ?? 'unknown'}`, {
      cause: error,
      fix: 'see AWS_REGION and AWS_PROFILE',
    });
  }
}

/** Nothing, or what is no template, is what `aws cloudformation get-template` leaves where there is no stack. */
async function readDeployed(deployed: string, { stdin }: Terminal): Promise<StackTemplate> {
  if (deployed !== '-') {
    if (!existsSync(deployed)) throw new InputError(`there is no file ${deployed}`);
    return parseTemplate(readFileSync(deployed, 'utf8'), deployed);
  }
  const given = await readAll(stdin);
  return given.trim() === '' ? {} : parseTemplate(given, 'standard input');
}

function parseTemplate(json: string, name: string): StackTemplate {
  try {
    const template = JSON.parse(json) as StackTemplate | string | null;
    // `get-template` answers text where the template was text.
    const parsed = typeof template === 'string' ? (JSON.parse(template) as StackTemplate) : template;
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch (error) {
    throw new InputError(`${name} is no template in JSON`, { cause: error });
  }
  throw new InputError(`${name} is no template in JSON`);
}
