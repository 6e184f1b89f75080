import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TenantConfig } from '../../infra/tenant-config.ts';
import { toTenantNames } from './tenant-names.ts';
import { InputError } from './user-error.ts';

export const tenantFolder = path.join('infra', 'tenants');

/** A checked tenant file; InputError, a line for each fault, when it is wrong or not there. */
export async function loadTenantFile(tenant: string, folder = tenantFolder): Promise<TenantConfig> {
  toTenantNames(tenant);
  const file = path.join(folder, `${tenant}.json`);
  if (!existsSync(file)) {
    throw new InputError(`there is no tenant file ${file}; npm run cli -- tenant new ${tenant} writes one`);
  }
  const { loadTenant, TenantFileError } = await import('../../infra/tenant-config.ts');
  try {
    return loadTenant(file);
  } catch (error) {
    if (error instanceof TenantFileError) throw new InputError(error.message, { cause: error });
    throw error;
  }
}

/** Where the tenant's Management API is. */
export function toBaseUrl({ auth0 }: Pick<TenantConfig, 'auth0'>): string {
  return auth0.baseUrl ?? `https://${auth0.domain}`;
}
