#!/usr/bin/env node
import path from 'node:path';
import { App, type Environment, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ServiceFunctionError } from './constructs/service-function.ts';
import { EnricherStack } from './enricher-stack.ts';
import { SharedDashboardStack, sharedDashboardName } from './shared-dashboard-stack.ts';
import { loadTenants, type TenantConfig, TenantFileError } from './tenant/tenant-config.ts';
import { toStackName } from './resource-names.ts';

/**
 * One stack for each tenant file of the working directory's `infra/tenants`.
 *
 * Context: `tenants` is another folder of tenant files, `codeRoot` another folder of bundles, both from the working
 * directory too. Account and Region are those of the tenant file, or else of the credentials at deployment.
 */
function main(): void {
  // Templates are checked against CloudFormation's own rules, not only against ours.
  const app = new App({
    // Nobody reads the tree, or where each construct was made; for a hundred tenants they take long.
    treeMetadata: false,
    context: {
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      'aws:cdk:disable-stack-trace': true,
    },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  const folder = contextText(app, 'tenants') ?? path.join('infra', 'tenants');
  const codeRoot = contextText(app, 'codeRoot');
  const tenants = loadTenants(folder);
  for (const config of tenants) {
    new EnricherStack(app, toStackName(config.tenant), { config, codeRoot });
  }
  addSharedDashboards(app, tenants);
  app.synth();
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

function contextText(app: App, key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(key);
  return typeof value === 'string' ? value : undefined;
}

try {
  main();
} catch (error) {
  // What its user has to mend needs its message and no stack trace.
  if (!(error instanceof TenantFileError || error instanceof ServiceFunctionError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
