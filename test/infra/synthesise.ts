import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from '@jest/globals';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { EnricherStack } from '../../infra/enricher-stack.ts';
import { parseTenant, type TenantConfig } from '../../infra/tenant-config.ts';

/** A tenant file, loosely: tests add to it and spoil it. */
export type TenantInput = Record<string, unknown>;

/** The smallest tenant file that is right. */
export const smallestTenant: TenantInput = {
  auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise' },
  ingress: { webhook: {} },
  destinations: [{ type: 'bucket' }],
  alarms: 'none',
};

/** The smallest file, changed. */
export function toConfig(changes: TenantInput = {}, tenant = 'acme'): TenantConfig {
  return parseTenant(tenant, JSON.stringify({ ...smallestTenant, ...changes }));
}

const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bundles of one line each, so that no test needs a build. */
export const codeRoot = path.join(folder, 'dist');
for (const service of ['receive', 'enrich', 'rotate-token']) {
  mkdirSync(path.join(codeRoot, service), { recursive: true });
  writeFileSync(path.join(codeRoot, service, 'index.mjs'), `export const handler = '${service}';\n`);
}

export function createApp(): App {
  return new App({ outdir: mkdtempSync(path.join(folder, 'cdk.out-')), treeMetadata: false });
}

/** Synthesises under cdk-nag; throws with its findings. */
export function synthUnderNag(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  app.synth();
}

export function toStack(config: TenantConfig, app = createApp()): EnricherStack {
  return new EnricherStack(app, `session-enricher-${config.tenant}`, { config, codeRoot });
}

/** The template of a tenant: the smallest one with changes. */
export function toTemplate(changes: TenantInput = {}, tenant = 'acme'): Template {
  return Template.fromStack(toStack(toConfig(changes, tenant)));
}
