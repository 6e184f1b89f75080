import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { EnricherStack } from '../../infra/enricher-stack.ts';
import { parseTenant } from '../../infra/tenant/tenant-config.ts';
import { findSchemaFaults } from './cloudformation-schema.ts';
import { sampleTenants } from './tenant/tenant-arbitrary.ts';

/**
 * Synthesises generated tenants under cdk-nag, CDK's own template rules and CloudFormation's schemas:
 * `node --import tsx test/infra/synth-many.ts [COUNT] [SEED]`. Last line JSON; exit code 1 when one is not clean.
 */
function synthMany(
  count: number,
  seed: number,
): {
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
    const app = new App({
      outdir: path.join(folder, 'cdk.out'),
      context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
    });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    const stacks = sampleTenants(count, seed).map(({ tenant, file }) => {
      const config = parseTenant(tenant, JSON.stringify(file));
      return new EnricherStack(app, `session-enricher-${tenant}`, { config, codeRoot });
    });
    app.synth();
    const seconds = (performance.now() - startMs) / 1_000;
    const { user, system } = process.cpuUsage(startCpu);
    return {
      tenants: count,
      seconds,
      // What a busy machine does not lengthen.
      cpuSeconds: (user + system) / 1_000_000,
      faults: stacks.flatMap((stack) => findSchemaFaults(Template.fromStack(stack))),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [count = '200', seed = '1'] = process.argv.slice(2);
const sizes = [8, 4, 2, 1].map((part) => Math.ceil(Number(count) / part));
synthMany(1, Number(seed)); // loads what is loaded once, so that the figures below are of the tenants
const results = sizes.map((size) => synthMany(size, Number(seed)));
for (const { tenants, seconds, cpuSeconds, faults } of results) {
  const each = ((1_000 * cpuSeconds) / tenants).toFixed(0);
  process.stdout.write(
    `${tenants} tenants: ${seconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of processor time, ${each} ms of it each, ${faults.length} faults\n`,
  );
}
const faults = results.flatMap((result) => result.faults);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.stdout.write(
  `${JSON.stringify({
    seed: Number(seed),
    runs: results.map(({ tenants, seconds, cpuSeconds }) => ({
      tenants,
      seconds: Number(seconds.toFixed(1)),
      cpuSeconds: Number(cpuSeconds.toFixed(1)),
    })),
    faults: faults.length,
  })}\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
