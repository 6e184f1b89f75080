import { type App, type Environment, type IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { EnricherStack } from './enricher-stack.ts';
import { toStackName } from './resource-names.ts';
import { SharedDashboardStack, sharedDashboardName } from './shared-dashboard-stack.ts';
import { TemplateRules } from './template-rules.ts';
import type { TenantConfig } from './tenant/tenant-config.ts';

export interface TenantsAppOptions {
  readonly app: App;
  readonly tenants: readonly TenantConfig[];
  /** Folder with the bundles of `npm run build`. @default the package's dist/ */
  readonly codeRoot?: string | undefined;
  /** Whether templates are held against CloudFormation's rules, which takes seconds. */
  readonly hasTemplateRules: boolean;
}

/** What an app of many tenants says nothing about: nobody reads it, and for a hundred of them it takes long. */
export const quickAppProps = {
  treeMetadata: false,
  context: {
    '@aws-cdk/core:validateAgainstDefaultRules': true,
    // Where in the code each construct was made.
    'aws:cdk:disable-stack-trace': true,
    'aws:cdk:disable-creation-stack-traces': true,
  },
} as const;

/** One stack for each tenant, and the dashboards that they share, under the rules that they have to keep. */
export function addTenants({ app, tenants, codeRoot, hasTemplateRules }: TenantsAppOptions): EnricherStack[] {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  if (hasTemplateRules) {
    // CDK's type of a plugin says "absent" where that of its own check says "undefined".
    Validations.of(app).addPlugins(new TemplateRules(toOwnWords(tenants)) as IPolicyValidationPlugin);
  }
  const stacks = tenants.map(
    (config) => new EnricherStack(app, toStackName(config.tenant), { config, codeRoot }),
  );
  addSharedDashboards(app, tenants);
  return stacks;
}

/** A domain has the tenant's name in it more often than not, so it comes first. */
function toOwnWords(tenants: readonly TenantConfig[]): ReadonlyMap<string, readonly string[]> {
  return new Map(tenants.map(({ tenant, auth0 }) => [toStackName(tenant), [auth0.domain, tenant]]));
}

/** One for each account and Region that has a tenant which asks for it. */
function addSharedDashboards(app: App, tenants: readonly TenantConfig[]): void {
  const places = new Map(
    tenants
      .filter(({ dashboard }) => dashboard === 'shared')
      .map(({ account, region }) => [[account, region].filter(Boolean).join('-'), { account, region }]),
  );
  for (const [place, env] of places) {
    const id = place === '' ? sharedDashboardName : `${sharedDashboardName}-${place}`;
    new SharedDashboardStack(app, id, place === '' ? {} : { env: env as Environment });
  }
}
