import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EnricherStack } from '../../infra/enricher-stack.ts';
import { loadTenant } from '../../infra/tenant/tenant-config.ts';
import {
  addBatchMetrics,
  addLedgerMetrics,
  addLookUpMetrics,
} from '../../functions/enrich/enricher-metrics.ts';
import { toNeededMetrics } from '../../functions/enrich/needed-metrics.ts';
import type { StackCount } from './compute-costs.ts';
import type { StackCounts } from './costs-page.ts';

/** Of `metrics: all`: what occurs of all that the functions can write, troubles included. */
const mostCustomMetrics = 30;

interface AlarmProperties {
  readonly Metrics?: readonly { readonly MetricStat?: unknown }[];
}

/** What a tenant may save of what costs by the month. */
interface SavingKeys {
  readonly metrics?: 'few';
  readonly dashboard?: 'shared';
}

/** What the stack of the example tenant acme has of things that cost by the month, with some keys besides. */
export function countStack(keys: SavingKeys = {}): StackCount {
  const folder = mkdtempSync(path.join(tmpdir(), 'costs-stack-'));
  try {
    const codeRoot = path.join(folder, 'dist');
    for (const service of ['receive', 'enrich', 'on-demand', 'rotate-token']) {
      mkdirSync(path.join(codeRoot, service), { recursive: true });
      writeFileSync(path.join(codeRoot, service, 'index.mjs'), 'export const handler = 1;\n');
    }
    const config = { ...loadTenant('test/infra/example-tenants/acme.json'), ...keys };
    // Neither the check of rules nor where each construct was made is counted, and both take seconds. CDK's setting for
    // the first makes warnings of what it finds, and does not leave it out.
    process.env['CDK_VALIDATION'] = 'false';
    const app = new App({
      outdir: path.join(folder, 'cdk.out'),
      treeMetadata: false,
      context: {
        'aws:cdk:disable-stack-trace': true,
      },
    });
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
      customMetrics: keys.metrics === 'few' ? countFewMetrics() : mostCustomMetrics,
      retryQueues: Object.keys(template.findResources('AWS::Lambda::EventSourceMapping')).length - 1,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of `metrics: few`: what is written of a batch that nothing is wrong with. */
function countFewMetrics(): number {
  const names = new Set<string>();
  const add = (name: string) => void names.add(name);
  const sink = toNeededMetrics({ count: add, milliseconds: add, percent: add });
  addBatchMetrics(sink, {
    failedMessageIds: [],
    events: 40,
    repeats: 1,
    duplicates: 0,
    inProgressElsewhere: 0,
    later: 1,
    rejected: [],
    records: 39,
    statuses: { enriched: 10, observed: 20, no_session_id: 8, not_found: 1 },
    types: new Set(['s']),
    delaysMs: [1_000],
    failures: [],
    handedOver: [],
    emitted: 39,
  });
  addLookUpMetrics(sink, {
    lookUps: 12,
    statuses: { enriched: 10 },
    cacheHits: 3,
    shared: 1,
    requests: 8,
    throttled: 0,
    failed: 0,
    requestMs: 400,
    slowestRequestMs: 60,
    budgetUsed: 0.5,
    sharedRemaining: 40,
    breaker: 'closed',
    refused: { unauthorized: 0, forbidden: 0 },
  });
  addLedgerMetrics(sink, { failures: 0, full: 0, wanted: 8, closed: 0 });
  sink.count('TokenAgeSeconds', 3_600);
  return names.size;
}

export function countStacks(): StackCounts {
  return { usual: countStack(), lean: countStack({ metrics: 'few', dashboard: 'shared' }) };
}
