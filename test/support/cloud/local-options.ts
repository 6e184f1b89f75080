import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseNumber, parseOptions } from '../../../functions/cli/terminal/parse-options.ts';
import { InputError, readErrorCode, UsageError } from '../../../functions/cli/terminal/user-error.ts';
import {
  loadTenant,
  loadTenants,
  type TenantConfig,
  TenantFileError,
} from '../../../infra/tenant/tenant-config.ts';

export const help = `Deploys a tenant with the CDK CLI into a stand-in of AWS on 127.0.0.1, and uses what it has deployed.

Usage: npm run deploy:local [-- options]

  --tenant NAME   one of infra/tenants with a webhook, a bucket and OCSF records; default: an example, whatever is there
  --stay          only start the stand-in, and say how to reach it: deploy and try by hand, Ctrl-C ends it
  --port N        of AWS's API; that of the deployed URLs is one more. default: 4566
  --help

The story goes to standard error, the enriched record to standard output. No account, no network, no Docker.
`;

const optionSpecs = {
  tenant: { type: 'string' },
  stay: { type: 'boolean', default: false },
  port: { type: 'string', default: '4566' },
  help: { type: 'boolean', default: false },
} as const;

/** Throws UsageError. */
export function parseLocalOptions(args: readonly string[]) {
  const { values, positionals } = parseOptions(args, optionSpecs);
  if (positionals.length > 0) {
    throw new UsageError(
      `expected options alone, got ${JSON.stringify(positionals[0])}; a tenant is named by --tenant`,
    );
  }
  const port = parseNumber('--port', values.port, { min: 1, max: 65_534 });
  if (!Number.isInteger(port)) throw new UsageError(`--port must be a whole number, got ${port}`);
  return { ...values, port };
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Those of `infra/tenants` are for users to delete. */
const examples = path.join(root, 'test/infra/example-tenants');

/** Where a deployment finds tenant files, and what is in them. */
export interface LocalTenants {
  readonly folder: string;
  readonly tenants: readonly TenantConfig[];
}

/** All that somebody may deploy by hand. Throws InputError. */
export function findAllTenants(folder = path.join(root, 'infra/tenants')): LocalTenants {
  if (!existsSync(folder)) throw new InputError(`there is no folder ${path.relative('', folder)}`);
  return { folder, tenants: orInputError(() => loadTenants(folder)) };
}

/**
 * The one tenant that the story is told of: of `name`, or an example.
 *
 * Throws UsageError for one that the story cannot be told of, InputError for a file that is wrong.
 */
export function chooseTenant(
  name: string | undefined,
  folder = path.join(root, 'infra/tenants'),
): LocalTenants & { readonly tenant: TenantConfig } {
  const from = name === undefined ? examples : folder;
  const file = path.join(from, `${name ?? 'acme'}.json`);
  if (!existsSync(file)) {
    throw new UsageError(`--tenant ${name}: there is no ${path.relative('', file)}`);
  }
  const tenant = orInputError(() => loadTenant(file));
  const lacks = findLacks(tenant);
  if (lacks.length > 0) {
    throw new UsageError(`--tenant ${name}: the story needs ${lacks.join(', ')}; --stay takes any tenant`);
  }
  return { folder: from, tenants: [tenant], tenant };
}

function findLacks({ ingress, destinations, records, auth0 }: TenantConfig): string[] {
  return [
    ...(ingress.webhook ? [] : ['ingress.webhook']),
    ...(ingress.webhook?.allowedSourceCidrs ? ['ingress.webhook without allowedSourceCidrs'] : []),
    ...(destinations.some(({ type }) => type === 'bucket') ? [] : ['a destination of type bucket']),
    ...(records.format === 'ocsf' ? [] : ['records.format ocsf']),
    ...(auth0.tokenSecretArn === undefined ? [] : ['auth0 without tokenSecretArn']),
  ];
}

function orInputError<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (error instanceof TenantFileError) throw new InputError(error.message, { cause: error });
    throw error;
  }
}

/** One line for what the user can mend; undefined for what is a fault of ours. */
export function toUserLine(error: unknown): string | undefined {
  if (error instanceof UsageError) return `${error.message}\n       see: npm run deploy:local -- --help`;
  if (error instanceof InputError) return error.message;
  if (readErrorCode(error) !== 'EADDRINUSE') return undefined;
  const { port } = Object(error) as { readonly port?: unknown };
  return `port ${String(port)} is in use on 127.0.0.1; choose others by --port: it takes the one given and the next`;
}
