import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TenantConfig as LoadedTenant } from '../../../infra/tenant/tenant-config.ts';
import { toTenantNames } from './tenant-names.ts';
import { InputError, toInputError } from '../terminal/user-error.ts';

/** One tenant, checked and complete. */
export type TenantConfig = LoadedTenant;

export const tenantFolder = path.join('infra', 'tenants');

/** A checked tenant file; InputError, a line for each fault, when it is wrong or not there. */
export async function loadTenantFile(tenant: string, folder = tenantFolder): Promise<TenantConfig> {
  toTenantNames(tenant);
  const file = path.join(folder, `${tenant}.json`);
  if (!existsSync(file)) {
    throw new InputError(`there is no tenant file ${file}`, {
      fix: `npm run --silent cli -- tenant new ${tenant} writes one`,
    });
  }
  return loadTenantAt(file);
}

/** The same by the name of the tenant or the path of the file. */
export async function loadTenant(tenantOrFile: string): Promise<TenantConfig> {
  return /[./\\]/.test(tenantOrFile) ? loadTenantAt(tenantOrFile) : loadTenantFile(tenantOrFile);
}

async function loadTenantAt(file: string): Promise<TenantConfig> {
  if (!existsSync(file)) throw new InputError(`there is no tenant file ${file}`);
  const { loadTenant: parseFile, TenantFileError } = await import('../../../infra/tenant/tenant-config.ts');
  try {
    return parseFile(file);
  } catch (error) {
    if (error instanceof TenantFileError) throw new InputError(error.message, { cause: error });
    throw toInputError(file, error);
  }
}

/** Where the tenant's Management API is. */
export function toBaseUrl({ auth0 }: Pick<TenantConfig, 'auth0'>): string {
  return auth0.baseUrl ?? `https://${auth0.domain}`;
}
