import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { lookUpLogType } from '../../log-event/catalogue.ts';
import { type Terminal, exitCodes } from '../terminal/command.ts';
import { parseOptions } from '../terminal/parse-options.ts';
import { formatMany } from '../terminal/progress-line.ts';
import { type TenantConfig, tenantFolder } from './tenant-file.ts';
import { toTenantNames } from './tenant-names.ts';
import { InputError, toInputError } from '../terminal/user-error.ts';

const optionSpecs = {
  tenants: { type: 'string', default: tenantFolder },
  json: { type: 'boolean', default: false },
} as const;

/** `tenant check`: every problem of every file, a line each. */
export async function checkTenantFiles(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const { stdout, stderr } = terminal;
  const folder = values.tenants;
  const files = positionals.length > 0 ? positionals.map((name) => toFile(name, folder)) : listFiles(folder);

  const { findShareConflicts, loadTenant, TenantFileError } = await import(
    '../../../infra/tenant/tenant-config.ts'
  );
  const configs: TenantConfig[] = [];
  const results = files.map((file) => {
    const result = { tenant: path.basename(file, '.json'), file, warnings: [] as string[] };
    if (!existsSync(file)) return { ...result, problems: [`there is no file ${file}`] };
    try {
      const config = loadTenant(file);
      configs.push(config);
      return {
        ...result,
        problems: [],
        warnings: toWarnings(config).map((warning) => `${file}: ${warning}`),
      };
    } catch (error) {
      if (error instanceof TenantFileError) return { ...result, problems: [...error.problems] };
      throw toInputError(file, error);
    }
  });
  // Named files may be drafts of each other; those of a folder are deployed together.
  for (const { tenant, problem } of positionals.length > 0 ? [] : findShareConflicts(configs)) {
    const result = results.find((one) => one.tenant === tenant);
    result?.problems.push(`${result.file}: ${problem}`);
  }

  const wrong = results.filter(({ problems }) => problems.length > 0);
  if (values.json) {
    stdout.write(`${JSON.stringify(results)}\n`);
  } else {
    for (const { problems, warnings } of results) {
      for (const line of [...problems, ...warnings.map((warning) => `warning: ${warning}`)])
        stderr.write(`${line}\n`);
    }
    stderr.write(`${formatMany(results.length, 'tenant file')} checked, ${wrong.length} wrong\n`);
  }
  return wrong.length > 0 ? exitCodes.unusable : exitCodes.done;
}

/** What may be meant, and may be a typo: Auth0 has new log types before we know them. */
function toWarnings({ enrichment }: TenantConfig): string[] {
  const unknown = Object.keys(enrichment.lookUps).filter((type) => lookUpLogType(type) === undefined);
  return unknown.map((type) => `enrichment.lookUps.${type}: no log type that this version knows`);
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
