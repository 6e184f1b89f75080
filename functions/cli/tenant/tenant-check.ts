import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Terminal, exitCodes } from '../terminal/command.ts';
import { parseOptions } from '../terminal/parse-options.ts';
import { formatMany } from '../terminal/progress-line.ts';
import { type TenantConfig, tenantFolder } from './tenant-file.ts';
import { toTenantNames } from './tenant-names.ts';
import { createTenantPreview, toPreviewText } from './tenant-preview.ts';
import { InputError, UsageError, toInputError } from '../terminal/user-error.ts';

const optionSpecs = {
  tenants: { type: 'string', default: tenantFolder },
  events: { type: 'string' },
  sessions: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

interface CheckResult {
  readonly tenant: string;
  readonly file: string;
  readonly problems: string[];
  readonly warnings: readonly string[];
  readonly config?: TenantConfig;
}

/** `tenant check`: every problem of every file, a line each. */
export async function checkTenantFiles(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const { stdout, stderr } = terminal;
  const folder = values.tenants;
  const files = positionals.length > 0 ? positionals.map((name) => toFile(name, folder)) : listFiles(folder);

  const { findShareConflicts, loadTenant, TenantFileError } = await import(
    '../../../infra/tenant/tenant-config.ts'
  );
  const results = files.map((file): CheckResult => {
    const result = { tenant: path.basename(file, '.json'), file, problems: [], warnings: [] };
    if (!existsSync(file)) return { ...result, problems: [`there is no file ${file}`] };
    try {
      const config = loadTenant(file);
      return { ...result, config, warnings: toWarnings(config).map((warning) => `${file}: ${warning}`) };
    } catch (error) {
      if (error instanceof TenantFileError) return { ...result, problems: [...error.problems] };
      throw toInputError(file, error);
    }
  });
  const configs = results.flatMap(({ config }) => config ?? []);
  // Named files may be drafts of each other; those of a folder are deployed together.
  for (const { tenant, problem } of positionals.length > 0 ? [] : findShareConflicts(configs)) {
    const result = results.find((one) => one.tenant === tenant);
    result?.problems.push(`${result.file}: ${problem}`);
  }

  const wrong = results.filter(({ problems }) => problems.length > 0);
  const show = await openPreview(values, terminal);
  const shown = await Promise.all(
    results.map(async ({ config, ...result }) => ({
      ...result,
      ...(config && show && { privacy: await show(config) }),
    })),
  );
  if (values.json) {
    stdout.write(`${JSON.stringify(shown)}\n`);
  } else {
    for (const { problems, warnings } of shown) {
      for (const line of [...problems, ...warnings.map((warning) => `warning: ${warning}`)])
        stderr.write(`${line}\n`);
    }
    for (const { file, privacy } of shown)
      if (privacy) stdout.write(toPreviewText(file, privacy, values.sessions !== undefined));
    stderr.write(`${formatMany(results.length, 'tenant file')} checked, ${wrong.length} wrong\n`);
  }
  return wrong.length > 0 ? exitCodes.unusable : exitCodes.done;
}

async function openPreview(
  { events, sessions }: { readonly events?: string | undefined; readonly sessions?: string | undefined },
  terminal: Terminal,
) {
  if (events !== undefined) return createTenantPreview(events, sessions, terminal);
  if (sessions !== undefined) throw new UsageError('--sessions is of use only with --events');
  return undefined;
}

function toWarnings({ enrichment }: TenantConfig): string[] {
  if (enrichment.maxDelaySeconds === undefined) return [];
  return ['enrichment.maxDelaySeconds is called lookUpWaitSeconds now, and its default is 60'];
}

/** By the name of a tenant, or by a path that ends in `.json`. */
function toFile(given: string, folder: string): string {
  if (given.endsWith('.json')) return path.normalize(given);
  return path.join(folder, `${toTenantNames(given).tenant}.json`);
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) throw new InputError(`there is no folder ${folder}`);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  if (names.length === 0) throw new InputError(`there is no tenant file in ${folder}`);
  return names.toSorted().map((name) => path.join(folder, name));
}
