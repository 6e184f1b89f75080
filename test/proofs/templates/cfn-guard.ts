import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Apache-2.0. It brings cfn-guard 3.1.1 and the rules of AWS Control Tower's proactive controls. */
const packageName = '@cdklabs/cdk-validator-cfnguard';
export const version = '0.0.62';

export interface ControlFinding {
  /** Such as `CT.S3.PR.9`. */
  readonly control: string;
  /** Of the resource, or of the section of the template. */
  readonly type: string;
  readonly logicalId: string;
  readonly template: string;
}

export interface CfnGuard {
  readonly program: string;
  /** A folder of rules. */
  readonly rules: string;
}

/** Program and rules, out of npm's registry into `folder`; or why there are none. */
export function installCfnGuard(folder: string): CfnGuard | { readonly why: string } {
  const home = path.join(folder, 'cfn-guard');
  mkdirSync(home);
  // Packed and not installed: what it depends on is the CDK, which it does not need here.
  const packed = spawnSync('npm', ['pack', '--silent', `${packageName}@${version}`], {
    cwd: home,
    encoding: 'utf8',
  });
  if (packed.status !== 0) return { why: `${packageName} ${version} cannot be had from npm's registry` };
  spawnSync('tar', ['-xzf', packed.stdout.trim()], { cwd: home });
  const systems: Readonly<Record<string, string>> = { linux: 'ubuntu', darwin: 'macos' };
  const machines: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };
  const [system = '', machine = ''] = [systems[process.platform], machines[process.arch]];
  const program = path.join(home, 'package/bin', system, machine, 'cfn-guard');
  if (!existsSync(program)) return { why: `there is no cfn-guard for ${process.platform} ${process.arch}` };
  chmodSync(program, 0o755);
  return { program, rules: path.join(home, 'package/rules/control-tower') };
}

/** Every control that a resource does not meet, once for each resource. Throws when the program itself fails. */
export function guard({ program, rules }: CfnGuard, templates: readonly string[]): readonly ControlFinding[] {
  return templates.flatMap((template) => {
    const args = ['validate', '--rules', rules, '--data', template];
    const { stdout, stderr, error, status } = spawnSync(
      program,
      [...args, '--output-format', 'json', '--show-summary', 'none', '--structured'],
      { encoding: 'utf8', maxBuffer: 256 * 1024 ** 2 },
    );
    if (error) throw error;
    // 19 says that something is not compliant.
    if (status !== 0 && status !== 19)
      throw new Error(`cfn-guard ended with ${status}: ${stderr.slice(0, 500)}`);
    const { Resources } = JSON.parse(readFileSync(template, 'utf8')) as {
      readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
    };
    const [report] = JSON.parse(stdout) as [{ readonly not_compliant: readonly object[] }];
    return report.not_compliant.flatMap((rule) => {
      const text = JSON.stringify(rule);
      const control = /\[(CT\.[A-Z0-9.]+)\]/.exec(text)?.[1] ?? text.slice(0, 80);
      const ids = new Set([...text.matchAll(/\/Resources\/(\w+)/g)].map(([, id = '']) => id));
      return [...ids].map((logicalId) => ({
        control,
        type: Resources[logicalId]?.Type ?? '',
        logicalId,
        template: path.basename(template, '.template.json'),
      }));
    });
  });
}

/** How many files of rules there are, so that an empty folder is no proof. */
export function countRules({ rules }: CfnGuard): number {
  return readdirSync(rules, { recursive: true }).filter((name) => String(name).endsWith('.guard')).length;
}
