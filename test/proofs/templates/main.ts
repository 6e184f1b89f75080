import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { EnricherStack } from '../../../infra/enricher-stack.ts';
import { SharedDashboardStack } from '../../../infra/shared-dashboard-stack.ts';
import { parseTenant } from '../../../infra/tenant/tenant-config.ts';
import { accepted } from './accepted.ts';
import { type AcceptedControl, acceptedControls } from './accepted-controls.ts';
import {
  type ControlFinding,
  countRules,
  guard,
  installCfnGuard,
  version as guardVersion,
} from './cfn-guard.ts';
import { type Finding, installCfnLint, lint, version } from './cfn-lint.ts';
import { smallest, variants } from './variants.ts';

/*
 * The templates of tenants with every option, under AWS's own linter and the rules of AWS Control Tower's proactive
 * controls: no finding that is not on the list of accepted ones, and no entry of that list that nothing finds. Exits 0 also
 * where neither could be installed, and says so.
 *
 *     npm run prove:templates
 */

const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-templates-'));
try {
  const files = writeTemplates();
  const installed = installCfnLint(folder);
  if ('why' in installed) say({ skipped: installed.why });
  else judge(lint(installed.program, files));
  const guardian = installCfnGuard(folder);
  if ('why' in guardian) say({ skipped: guardian.why });
  else judgeControls(guard(guardian, files), files.length, countRules(guardian));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** The files, one a variant. */
function writeTemplates(): readonly string[] {
  const codeRoot = path.join(folder, 'dist');
  for (const service of ['receive', 'enrich', 'on-demand', 'rotate-token']) {
    mkdirSync(path.join(codeRoot, service), { recursive: true });
    writeFileSync(path.join(codeRoot, service, 'index.mjs'), `export const handler = '${service}';\n`);
  }
  process.env['CDK_VALIDATION'] = 'false';
  const outdir = path.join(folder, 'cdk.out');
  const app = new App({ outdir, treeMetadata: false, context: { 'aws:cdk:disable-stack-trace': true } });
  for (const [tenant, keys] of Object.entries(variants)) {
    const config = parseTenant(tenant, JSON.stringify({ ...smallest, ...keys }));
    new EnricherStack(app, tenant, { config, codeRoot });
  }
  new SharedDashboardStack(app, 'shared-dashboard');
  app.synth();
  return [...Object.keys(variants), 'shared-dashboard'].map((name) =>
    path.join(outdir, `${name}.template.json`),
  );
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

function judge(findings: readonly Finding[]): void {
  const used = new Set<number>();
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const type = typeOf(finding);
    const index = accepted.findIndex(
      (one) =>
        one.rule === finding.Rule.Id && type.startsWith(one.type) && finding.Message.includes(one.message),
    );
    used.add(index);
    if (index >= 0) continue;
    const line = `${finding.Rule.Id} ${finding.Level} ${type} ${(finding.Location.Path ?? []).slice(2).join('.')}: ${finding.Message}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  for (const [line, count] of counts) process.stderr.write(`${count} × ${line}\n`);
  const unused = accepted.filter((_one, index) => !used.has(index));
  for (const { rule, type } of unused) process.stderr.write(`accepted, and not found: ${rule} ${type}\n`);
  const templates = Object.keys(variants).length + 1;
  process.stdout.write(
    `${JSON.stringify({ cfnLint: version, templates, findings: findings.length, notAccepted: counts.size, unused: unused.length })}\n`,
  );
  if (counts.size > 0 || unused.length > 0) process.exitCode = 1;
}

function judgeControls(findings: readonly ControlFinding[], templates: number, rules: number): void {
  const isAccepted = ({ control, type }: ControlFinding, one: AcceptedControl) =>
    one.control === control && one.types.includes(type);
  const others = findings.filter((finding) => !acceptedControls.some((one) => isAccepted(finding, one)));
  const unused = acceptedControls.filter((one) => !findings.some((finding) => isAccepted(finding, one)));
  const lines = new Set(others.map(({ control, type, template }) => `${control} ${type} in ${template}`));
  for (const line of lines) process.stderr.write(`${line}\n`);
  for (const { control } of unused) process.stderr.write(`accepted, and not found: ${control}\n`);
  say({
    cfnGuard: guardVersion,
    templates,
    rules,
    findings: findings.length,
    notAccepted: lines.size,
    unused: unused.length,
  });
  if (lines.size > 0 || unused.length > 0 || rules === 0) process.exitCode = 1;
}

/** Of the resource that a finding is about; of anything else the section of the template. */
function typeOf({ Filename, Location }: Finding): string {
  const [section = '', logicalId = ''] = Location.Path ?? [];
  if (section !== 'Resources') return String(section);
  const { Resources } = JSON.parse(readFileSync(Filename, 'utf8')) as Template;
  return Resources[logicalId]?.Type ?? String(section);
}
