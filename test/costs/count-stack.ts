import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EnricherStack } from '../../infra/enricher-stack.ts';
import { loadTenant } from '../../infra/tenant/tenant-config.ts';
import type { StackCount } from './compute-costs.ts';

interface AlarmProperties {
  readonly Metrics?: readonly { readonly MetricStat?: unknown }[];
}

/** What the stack of the example tenant acme has of things that cost by the month. */
export function countStack(): StackCount {
  const folder = mkdtempSync(path.join(tmpdir(), 'costs-stack-'));
  try {
    const codeRoot = path.join(folder, 'dist');
    for (const service of ['receive', 'enrich', 'on-demand', 'rotate-token']) {
      mkdirSync(path.join(codeRoot, service), { recursive: true });
      writeFileSync(path.join(codeRoot, service, 'index.mjs'), 'export const handler = 1;\n');
    }
    const config = loadTenant('test/infra/example-tenants/acme.json');
    const app = new App({ outdir: path.join(folder, 'cdk.out') });
    const template = Template.fromStack(new EnricherStack(app, 'acme', { config, codeRoot }));
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    // Of an expression each metric in it is billed; the expression itself is not.
    const alarmMetrics = alarms.map(({ Properties }) => {
      const { Metrics } = Properties as AlarmProperties;
      return Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
    });
    return {
      secrets: Object.keys(template.findResources('AWS::SecretsManager::Secret')).length,
      alarms: alarms.length,
      alarmMetrics: alarmMetrics.reduce((sum, count) => sum + count, 0),
      dashboards: Object.keys(template.findResources('AWS::CloudWatch::Dashboard')).length,
      retryQueues: Object.keys(template.findResources('AWS::Lambda::EventSourceMapping')).length - 1,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
