import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { EnricherStack } from '../../infra/enricher-stack.ts';
import { quickAppProps } from '../../infra/tenants-app.ts';
import { parseTenant, type TenantConfig } from '../../infra/tenant/tenant-config.ts';
import { lakeSources } from './lake-sources.ts';

/** A tenant file, loosely: tests add to it and spoil it. */
export type TenantInput = Record<string, unknown>;

/** The smallest tenant file that is right. */
export const smallestTenant: TenantInput = {
  auth0: { domain: 'acme.eu.auth0.com', plan: 'enterprise' },
  ingress: { webhook: {} },
  destinations: [{ type: 'bucket' }],
  alarms: 'none',
};

/** Everything else that a tenant file can ask for. */
export const everything: TenantInput = {
  ingress: {
    webhook: { allowedSourceCidrs: ['192.0.2.0/24'], throttle: { requestsPerSecond: 50, burst: 100 } },
    eventBridge: { partnerEventSourceName: 'aws.partner/auth0.com/acme-1/auth0.logs' },
  },
  enrichment: {
    lookUpWaitSeconds: 90,
    workers: 20,
    cacheTtlSeconds: 10,
    lookUps: { slo: 'never', s: 'fetch' },
  },
  records: { format: 'ocsf', ocsfVersion: '1.3.0', rawData: true, findingFrom: 'medium' },
  signals: { disabled: ['asn_changed'], allow: { asns: [64500], prefixes: ['192.0.2.0/24'] } },
  privacy: { sessionMetadata: ['department'], fields: { ip: 'hash', 'session.user_id': 'mask' } },
  destinations: [
    {
      type: 'bucket',
      expireAfterDays: 730,
      infrequentAccessAfterDays: 90,
      accessLogBucketName: 'access-logs',
    },
    { type: 'deliveryStream', arn: 'arn:aws:firehose:eu-central-1:111122223333:deliverystream/siem' },
    {
      type: 'securityLake',
      sources: lakeSources,
      bufferingSeconds: 600,
      kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/5678abcd-12ab-34cd-56ef-1234567890ab',
    },
    { type: 'eventBus', arn: 'arn:aws:events:eu-central-1:111122223333:event-bus/security' },
    { type: 'https', name: 'splunk', kind: 'hec', url: 'https://splunk.example/services/collector/event' },
  ],
  deduplication: { hours: 48 },
  ledger: { days: 7, pointInTimeRecovery: true },
  alarms: { email: 'security@acme.example' },
  onDemand: { principals: ['arn:aws:iam::111122223333:role/analyst'] },
  tags: { team: 'security' },
  kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  logRetentionDays: 90,
};

/** The smallest file, changed. */
export function toConfig(changes: TenantInput = {}, tenant = 'acme'): TenantConfig {
  return parseTenant(tenant, JSON.stringify({ ...smallestTenant, ...changes }));
}

const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Bundles of one line each, so that no test needs a build. */
export const codeRoot = path.join(folder, 'dist');
for (const service of ['receive', 'enrich', 'on-demand', 'rotate-token']) {
  mkdirSync(path.join(codeRoot, service), { recursive: true });
  writeFileSync(path.join(codeRoot, service, 'index.mjs'), `export const handler = '${service}';\n`);
}

export function createApp(): App {
  // Loading CDK's own check against CloudFormation's rules takes seconds: `synthChecked` asks for it.
  process.env['CDK_VALIDATION'] = 'false';
  return new App({ ...quickAppProps, outdir: mkdtempSync(path.join(folder, 'cdk.out-')) });
}

/** Synthesises under cdk-nag; throws with its findings. */
export function synthUnderNag(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  app.synth();
}

/** Synthesises under cdk-nag and CloudFormation's rules, as `npm run synth` does; throws with their findings. */
export function synthChecked(app: App): void {
  process.env['CDK_VALIDATION'] = 'true';
  try {
    synthUnderNag(app);
  } finally {
    process.env['CDK_VALIDATION'] = 'false';
  }
}

export function toStack(config: TenantConfig, app = createApp()): EnricherStack {
  return new EnricherStack(app, `session-enricher-${config.tenant}`, { config, codeRoot });
}

const templates = new Map<string, Template>();

/** The template of a tenant: the smallest one with changes. Made once for all tests of a worker. */
export function toTemplate(changes: TenantInput = {}, tenant = 'acme'): Template {
  const key = JSON.stringify([tenant, changes]);
  const known = templates.get(key);
  if (known) return known;
  const app = createApp();
  const template = Template.fromStack(toStack(toConfig(changes, tenant), app));
  // What the worker has to delete when it ends, it would be killed over.
  rmSync(app.outdir, { recursive: true, force: true });
  templates.set(key, template);
  return template;
}
