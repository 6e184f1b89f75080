#!/usr/bin/env node
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { ServiceFunctionError } from './constructs/service-function.ts';
import { addTenants, quickAppProps } from './tenants-app.ts';
import { loadTenants, TenantFileError } from './tenant/tenant-config.ts';

/**
 * One stack for each tenant file of the working directory's `infra/tenants`.
 *
 * Context: `tenants` is another folder of tenant files, `codeRoot` another folder of bundles, both from the working
 * directory too. Account and Region are those of the tenant file, or else of the credentials at deployment.
 */
function main(): void {
  const app = new App(quickAppProps);
  addTenants({
    app,
    tenants: loadTenants(contextText(app, 'tenants') ?? path.join('infra', 'tenants')),
    codeRoot: contextText(app, 'codeRoot'),
    // CDK's own switch for the same.
    hasTemplateRules: process.env['CDK_VALIDATION'] !== 'false',
  });
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
