#!/usr/bin/env node
import path from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ServiceFunctionError } from './constructs/service-function.ts';
import { EnricherStack } from './enricher-stack.ts';
import { loadTenants, TenantFileError } from './tenant/tenant-config.ts';
import { toStackName } from './resource-names.ts';

/**
 * One stack for each tenant file of the working directory's `infra/tenants`.
 *
 * Context: `tenants` is another folder of tenant files, `codeRoot` another folder of bundles, both from the working
 * directory too. Account and Region come from the credentials at deployment: nothing here asks for them.
 */
function main(): void {
  // Templates are checked against CloudFormation's own rules, not only against ours.
  const app = new App({ context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  const folder = contextText(app, 'tenants') ?? path.join('infra', 'tenants');
  const codeRoot = contextText(app, 'codeRoot');
  for (const config of loadTenants(folder)) {
    new EnricherStack(app, toStackName(config.tenant), { config, codeRoot });
  }
  app.synth();
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
