import {
  isTenantName,
  type Layout,
  type ResourceNames,
  toResourceNames,
} from '../../../infra/resource-names.ts';
import { UsageError } from '../terminal/user-error.ts';

/** What the tenant's stack calls its resources. Throws UsageError for what no tenant can be called. */
export function toTenantNames(tenant: string, layout?: Layout): ResourceNames {
  if (isTenantName(tenant)) return toResourceNames(tenant, layout);
  throw new UsageError(
    `TENANT must be the name of a tenant file: 1 to 32 lower-case letters, digits and hyphens, got ${JSON.stringify(tenant)}`,
  );
}
