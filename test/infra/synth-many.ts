import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addTenants, quickAppProps } from '../../infra/tenants-app.ts';
import { parseTenant } from '../../infra/tenant/tenant-config.ts';
import { findSchemaFaults } from './cloudformation-schema.ts';
import { sampleTenants } from './tenant/tenant-arbitrary.ts';

/**
 * Synthesises tenants as infra/app.ts does, under cdk-nag and CDK's own template rules, and holds them against
 * CloudFormation's schemas: as many alike as `tenant new` writes them, and as many that were generated, each of another kind.
 *
 *     node --import tsx test/infra/synth-many.ts [COUNT] [SEED]
 *
 * Last line JSON; exit code 1 when one is not clean.
 */
function synthMany(files: readonly { readonly tenant: string; readonly file: object }[]): {
  tenants: number;
  seconds: number;
  cpuSeconds: number;
  faults: string[];
} {
  const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-many-'));
  try {
    const codeRoot = path.join(folder, 'dist');
    for (const service of ['receive', 'enrich', 'on-demand', 'rotate-token']) {
      mkdirSync(path.join(codeRoot, service), { recursive: true });
      writeFileSync(path.join(codeRoot, service, 'index.mjs'), `export const handler = '${service}';\n`);
    }
    const startMs = performance.now();
    const startCpu = process.cpuUsage();
    const app = new App({ ...quickAppProps, outdir: path.join(folder, 'cdk.out') });
    const tenants = files.map(({ tenant, file }) => parseTenant(tenant, JSON.stringify(file)));
    const stacks = addTenants({ app, tenants, codeRoot, hasTemplateRules: true });
    app.synth();
    const seconds = (performance.now() - startMs) / 1_000;
    const { user, system } = process.cpuUsage(startCpu);
    return {
      tenants: files.length,
      seconds,
      // What a busy machine lengthens less.
      cpuSeconds: (user + system) / 1_000_000,
      faults: stacks.flatMap((stack) => findSchemaFaults(Template.fromStack(stack))),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const alike = (count: number) =>
  Array.from({ length: count }, (_none, index) => ({
    tenant: `tenant-${index + 1}`,
    file: {
      layout: 'second',
      auth0: { domain: `tenant-${index + 1}.eu.auth0.com`, plan: 'enterprise' },
      ingress: { webhook: {} },
      destinations: [{ type: 'bucket' }],
      alarms: { email: 'security@acme.example' },
    },
  }));

const [count = 100, seed = 1] = process.argv.slice(2).map(Number);
synthMany(alike(1)); // loads what is loaded once, so that the figures below are of the tenants
const runs = Object.entries({
  alike: synthMany(alike(count)),
  generated: synthMany(sampleTenants(count, seed)),
});
for (const [kind, { tenants, seconds, cpuSeconds, faults }] of runs) {
  const each = ((1_000 * cpuSeconds) / tenants).toFixed(0);
  process.stdout.write(
    `${tenants} tenants, ${kind}: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor time, ${each} ms of it each, ${faults.length} faults\n`,
  );
}
const faults = runs.flatMap(([, run]) => run.faults);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stdout.write(
  `${JSON.stringify({
    seed,
    runs: runs.map(([kind, { tenants, seconds, cpuSeconds }]) => ({
      kind,
      tenants,
      seconds: Number(seconds.toFixed(1)),
      cpuSeconds: Number(cpuSeconds.toFixed(1)),
    })),
    faults: faults.length,
  })}\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
