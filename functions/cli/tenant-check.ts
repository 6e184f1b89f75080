import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Terminal, exitCodes } from './command.ts';
import { parseOptions } from './parse-options.ts';
import { formatMany } from './progress-line.ts';
import { tenantFolder } from './tenant-file.ts';
import { InputError } from './user-error.ts';

const optionSpecs = {
  tenants: { type: 'string', default: tenantFolder },
  json: { type: 'boolean', default: false },
} as const;

/** `tenant check`: every problem of every file, a line each. */
export async function checkTenantFiles(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseOptions(args, optionSpecs);
  const { stdout, stderr } = terminal;
  const folder = values.tenants;
  if (!existsSync(folder)) throw new InputError(`there is no folder ${folder}`);
  const tenants = positionals.length > 0 ? positionals : listTenants(folder);
  if (tenants.length === 0) throw new InputError(`there is no tenant file in ${folder}`);

  const { loadTenant, TenantFileError } = await import('../../infra/tenant-config.ts');
  const results = tenants.map((tenant) => {
    const file = path.join(folder, `${tenant}.json`);
    if (!existsSync(file)) return { tenant, problems: [`there is no file ${file}`] };
    try {
      loadTenant(file);
      return { tenant, problems: [] };
    } catch (error) {
      if (error instanceof TenantFileError) return { tenant, problems: error.problems };
      throw error;
    }
  });

  const wrong = results.filter(({ problems }) => problems.length > 0);
  if (values.json) {
    stdout.write(`${JSON.stringify(results)}\n`);
  } else {
    for (const { tenant, problems } of wrong) {
      for (const problem of problems) stderr.write(`${path.join(folder, `${tenant}.json`)}: ${problem}\n`);
    }
    stderr.write(`${formatMany(results.length, 'tenant file')} checked, ${wrong.length} wrong\n`);
  }
  return wrong.length > 0 ? exitCodes.unusable : exitCodes.done;
}

function listTenants(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.map((name) => path.basename(name, '.json')).toSorted();
}
