import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isTenantName } from '../resource-names.ts';
import { findConflictsOfTheRest } from './conflicts-of-the-rest.ts';
import { findRepeatedKeys } from './repeated-keys.ts';
import { findConflicts } from './tenant-conflicts.ts';
import { showPath, toProblems } from './tenant-problems.ts';
import { type TenantFile, tenantSchema } from './tenant-schema.ts';

/** One tenant, checked and complete: what a stack is made from. */
export interface TenantConfig extends TenantFile {
  /** The name of the file, without `.json`. */
  readonly tenant: string;
}

/** Everything that is wrong with tenant files, a line each. They have to be changed; trying again is no use. */
export class TenantFileError extends Error {
  override readonly name = 'TenantFileError';
  /** `<file>: <path>: got <value>, expected <what is allowed>` each. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const toError = (file: string, problems: readonly string[]) =>
  new TenantFileError(problems.map((problem) => `${file}: ${problem}`));

/** Every `<tenant>.json` of a folder, by name, fit to be deployed together. Throws one `TenantFileError` for all files together. */
export function loadTenants(folder: string): TenantConfig[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const configs: TenantConfig[] = [];
  const problems: string[] = [];
  for (const name of names.toSorted()) {
    try {
      configs.push(loadTenant(path.join(folder, name)));
    } catch (error) {
      if (!(error instanceof TenantFileError)) throw error;
      problems.push(...error.problems);
    }
  }
  const hasShared = configs.some(({ dashboard }) => dashboard === 'shared');
  const namesake = configs.find(({ tenant }) => hasShared && tenant === 'dashboard');
  if (namesake) problems.push('dashboard.json: the name of the shared dashboard, expected another name');
  for (const { tenant, problem } of findShareConflicts(configs)) {
    problems.push(`${path.relative('', path.join(folder, `${tenant}.json`))}: ${problem}`);
  }
  if (problems.length > 0) throw new TenantFileError(problems);
  return configs;
}

/**
 * Files that spend more of an Auth0 tenant's budget, together with files before them, than there is. One domain in
 * several files is fine, for example while stacks move to another Region, as long as their shares allow it.
 */
export function findShareConflicts(
  configs: readonly TenantConfig[],
): { readonly tenant: string; readonly problem: string }[] {
  return configs.flatMap(({ tenant, auth0: { domain, share } }, index) => {
    const earlier = configs.slice(0, index).filter((one) => one.auth0.domain === domain);
    const sum = earlier.reduce((total, one) => total + one.auth0.share, share);
    // Fractions such as 0.7 + 0.2 + 0.1 do not add up to the digit.
    if (earlier.length === 0 || sum < 1 + 1e-9) return [];
    const others = earlier.map((one) => `the ${one.auth0.share} of ${one.tenant}`).join(' and ');
    const problem = `auth0.share: got ${share}, with ${others} more than the budget of ${domain}, expected 1 at most together`;
    return [{ tenant, problem }];
  });
}

/** Throws `TenantFileError`. */
export function loadTenant(file: string): TenantConfig {
  return parseTenant(path.basename(file, '.json'), readFileSync(file, 'utf8'), path.relative('', file));
}

/** Throws `TenantFileError`. `file` is what its lines begin with. */
export function parseTenant(
  tenant: string,
  json: string,
  file = `infra/tenants/${tenant}.json`,
): TenantConfig {
  if (!isTenantName(tenant)) {
    const allowed = '1 to 32 lower-case letters, digits and hyphens, beginning with a letter';
    throw toError(file, [`the name of the file: got ${JSON.stringify(tenant)}, expected ${allowed}`]);
  }
  const input = parseJson(file, json);
  const { data, error } = tenantSchema.safeParse(input);
  const problems = data
    ? findConflicts(data)
    : [...toProblems(error.issues, input), ...findConflictsOfTheRest(input, error.issues)];
  const repeated = new Set(findRepeatedKeys(json).map(showPath));
  problems.push(...[...repeated].map((key) => `${key}: there more than once, expected each key once`));
  if (!data || problems.length > 0) throw toError(file, problems);
  return { tenant, ...data };
}

function parseJson(file: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw toError(file, [`not JSON: ${error instanceof Error ? error.message : 'unknown'}`]);
  }
}
